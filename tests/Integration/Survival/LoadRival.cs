using Berth.Harness;

namespace Berth.Integration.Survival;

/// <summary>
/// A client that shares its containers, images and volumes with others of its kind, so that each does to them what the others do at the same
/// moment: whatever comes too late is told so (404, 409), and nothing fails.
/// </summary>
internal sealed class LoadRival(Random random, KillLoopApi api, string cgroupParent)
{
    /// <summary>What all of them have a name for begins with this.</summary>
    public const string Prefix = "shared-";

    private const int Names = 4;
    private static readonly string[] s_kinds =
    [
        """ "Cmd":["sleep","1000"] """,
        """ "Cmd":["sh","-c","sleep 0.2; exit 3"] """,
        """ "Cmd":["sh","-c","while :; do echo tick; sleep 0.05; done"],"Tty":true,"OpenStdin":true """,
    ];

    private static readonly string[] s_hosts =
    [
        """ "AutoRemove":true """,
        """ "RestartPolicy":{"Name":"always"} """,
        """ "NetworkMode":"none" """,
        """ "PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"0"}]} """,
    ];

    public List<string> Problems { get; } = [];

    /// <summary>Answers, by status.</summary>
    public Dictionary<int, int> Answers { get; } = [];

    private string Container => $"/containers/{Prefix}{random.Next(Names)}";

    private string Volume => $"{Prefix}volume-{random.Next(2)}";

    private string Image => $"{Prefix}image:{random.Next(2)}";

    /// <summary>Works until the daemon is gone.</summary>
    public async Task WorkAsync()
    {
        string last = "";
        try
        {
            while (true)
            {
                (HttpMethod method, string path, string? body) = Next();
                last = $"{method} {path}";
                if (path.Contains("follow=1", StringComparison.Ordinal) || path.Contains("stream=1", StringComparison.Ordinal))
                {
                    await api.FollowAsync(method, path, TimeSpan.FromMilliseconds(random.Next(20, 200)));
                    continue;
                }

                KillLoopAnswer answer = await api.SendAsync(method, path, body);
                Judge(last, answer);
                if (answer.Code == 201 && path.EndsWith("/exec", StringComparison.Ordinal))
                {
                    await ExecuteAsync($"{answer.Json["Id"]}");
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The daemon is gone.
        }
        catch (TaskCanceledException e)
        {
            Problems.Add($"a rival got no answer to {last}: {e.Message}");
        }
    }

    private async Task ExecuteAsync(string exec)
    {
        Judge("exec start", await api.PostAsync($"/exec/{exec}/start", """{"Detach":true}"""));
        Judge("exec resize", await api.PostAsync($"/exec/{exec}/resize?h=20&w=80"));
        Judge("exec inspect", await api.GetAsync($"/exec/{exec}/json"));
    }

    private void Judge(string what, KillLoopAnswer answer)
    {
        Answers[answer.Code] = Answers.GetValueOrDefault(answer.Code) + 1;
        if (answer.Code is not (200 or 201 or 204 or 304 or 404 or 409))
        {
            Problems.Add($"rival: {what}: {answer.Code} {answer.Text.Trim()}");
        }
    }

    private (HttpMethod Method, string Path, string? Body) Next() => random.Next(40) switch
    {
        < 5 => (HttpMethod.Post, $"/containers/create?name={Prefix}{random.Next(Names)}", Body()),
        < 10 => (HttpMethod.Post, $"{Container}/start", null),
        10 => (HttpMethod.Post, $"{Container}/stop?t=0", null),
        11 => (HttpMethod.Post, $"{Container}/kill", null),
        12 => (HttpMethod.Post, $"{Container}/kill?signal=HUP", null),
        13 => (HttpMethod.Post, $"{Container}/restart?t=0", null),
        14 => (HttpMethod.Delete, $"{Container}?force=1&v=1", null),
        15 => (HttpMethod.Delete, $"{Container}?v=1", null),
        16 => (HttpMethod.Post, $"{Container}/rename?name={Prefix}{random.Next(Names)}-{random.Next(2)}", null),
        17 => (HttpMethod.Post, $"/containers/{Prefix}{random.Next(Names)}-{random.Next(2)}/rename?name={Prefix}{random.Next(Names)}", null),
        18 => (HttpMethod.Post, $"{Container}/pause", null),
        19 or 20 => (HttpMethod.Post, $"{Container}/unpause", null),
        21 or 22 => (HttpMethod.Post, $"{Container}/exec", """{"Cmd":["sleep","0.05"],"Tty":true}"""),
        23 => (HttpMethod.Post, $"{Container}/resize?h=24&w=80", null),
        24 => (HttpMethod.Post, $"{Container}/update", $$"""{"Memory":{{random.Next(20, 60) << 20}},"MemorySwap":{{120 << 20}} }"""),
        25 => (HttpMethod.Get, $"{Container}/top", null),
        26 => (HttpMethod.Get, $"{Container}/stats?stream=0&one-shot=1", null),
        27 => (HttpMethod.Get, $"{Container}/changes", null),
        28 => (HttpMethod.Get, $"{Container}/archive?path=/etc", null),
        29 => (HttpMethod.Get, $"{Container}/logs?stdout=1&follow=1", null),
        30 => (HttpMethod.Post, $"{Container}/attach?stream=1&stdout=1", null),
        31 => (HttpMethod.Get, $"{Container}/json?size=1", null),
        32 => (HttpMethod.Post, $"/commit?container={Prefix}{random.Next(Names)}&repo={Image.Replace(":", "&tag=", StringComparison.Ordinal)}", "{}"),
        33 => (HttpMethod.Delete, $"/images/{Image}?force=1", null),
        34 => (HttpMethod.Post, "/volumes/create", $$"""{"Name":"{{Volume}}"}"""),
        35 => (HttpMethod.Delete, $"/volumes/{Volume}", null),
        36 => (HttpMethod.Post, "/containers/prune?filters=%7B%22label%22%3A%5B%22shared%22%5D%7D", null),
        37 => (HttpMethod.Get, $"/images/{Image}/json", null),
        38 => (HttpMethod.Get, $"/volumes/{Volume}", null),
        _ => (HttpMethod.Get, "/containers/json?all=1&size=1", null),
    };

    private string Body()
    {
        string image = random.Next(4) == 0 ? Image : Daemon.Busybox;
        string binds = random.Next(3) == 0 ? $$""","Binds":["{{Volume}}:/data"]""" : "";
        return $$"""
            {"Image":"{{image}}","Labels":{"shared":""},{{s_kinds[random.Next(s_kinds.Length)]}},
             "HostConfig":{"CgroupParent":"{{cgroupParent}}",{{s_hosts[random.Next(s_hosts.Length)]}}{{binds}} } }
            """;
    }
}
