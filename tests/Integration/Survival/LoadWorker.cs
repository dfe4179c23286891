using Berth.Harness;

namespace Berth.Integration.Survival;

/// <summary>
/// One of the clients of an <see cref="EngineKillLoop"/>: it makes containers of its own and does to them what clients do, until the daemon
/// dies, and knows what was acknowledged.
/// </summary>
/// <param name="number">Which one.</param>
/// <param name="random">Chooses.</param>
/// <param name="api">The daemon.</param>
/// <param name="cgroupParent">Of all its containers.</param>
/// <param name="mapped">A directory that can be mounted with mapped owners, or null.</param>
internal sealed partial class LoadWorker(int number, Random random, KillLoopApi api, string cgroupParent, string? mapped)
{
    private const int MostContainers = 5;

    private readonly List<LoadContainer> _containers = [];
    private readonly List<string> _removed = [];
    private readonly Queue<string> _history = new();
    private readonly HashSet<string> _missing = [];
    private int _made;

    public LoadVolume Volume { get; } = new(number);

    public int Number => number;

    public IReadOnlyList<LoadContainer> Containers => _containers;

    /// <summary>Containers whose removal was acknowledged since the last check.</summary>
    public IReadOnlyList<string> Removed => _removed;

    /// <summary>Answers that were not what they should be.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>What was acknowledged, by operation.</summary>
    public Dictionary<string, int> Acknowledged { get; } = [];

    public int Interrupted { get; private set; }

    /// <summary>The last things that it did, for whoever looks for a cause.</summary>
    public IEnumerable<string> History => _history;

    /// <summary>Works until the daemon is gone.</summary>
    public async Task WorkAsync()
    {
        try
        {
            while (true)
            {
                await OneAsync();
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            Interrupted++;
            _history.Enqueue($"(the daemon is gone: {e.Message})");
        }
        catch (TaskCanceledException e)
        {
            Problems.Add($"worker {number}: no answer to {_history.LastOrDefault()}: {e.Message}");
        }
    }

    /// <summary>After a check: these are the containers that there are.</summary>
    public void Settle(IReadOnlyCollection<LoadContainer> gone)
    {
        _containers.RemoveAll(gone.Contains);
        _removed.Clear();
        Problems.Clear();
    }

    private Task OneAsync()
    {
        if (_containers.Count == 0 || (_containers.Count < MostContainers && random.Next(4) == 0))
        {
            return CreateAsync();
        }

        LoadContainer container = _containers[random.Next(_containers.Count)];
        return random.Next(29) switch
        {
            0 or 1 => StopAsync(container),
            2 => KillAsync(container),
            3 or 4 => RemoveAsync(container),
            5 => RenameAsync(container),
            6 or 7 => ExecAsync(container, "exit 5", 5),
            8 => ExecAsync(container, "sleep 0.3", 0),
            9 => CommitAsync(container),
            10 => RestartAsync(container),
            11 => PruneAsync(),
            12 => LogsAsync(container),
            13 => FollowAsync(container, HttpMethod.Get, "logs?follow=1&stdout=1&stderr=1"),
            14 => FollowAsync(container, HttpMethod.Post, "attach?stream=1&stdout=1&stderr=1"),
            15 => PauseAsync(container),
            16 => ReadFilesAsync(container),
            17 => WriteFilesAsync(container),
            18 or 19 => VolumeAsync(),
            20 or 21 => UpdateAsync(container),
            22 or 23 or 24 => NetworkAsync(container),
            _ => StartAsync(container),
        };
    }

    private async Task CreateAsync()
    {
        var kind = (LoadKind)random.Next(5);
        var container = new LoadContainer($"w{number}-{_made++}", kind, random.Next(1, 100), LoadExtras.Choose(random, kind, mapped)) { Doubt = "create", Network = ChooseNetwork(kind) };
        container.MayMissNetwork = container.Network is not null;
        _containers.Add(container);
        KillLoopAnswer answer = await SendAsync(
            HttpMethod.Post, $"/containers/create?name={container.Name}", container.Body(Daemon.Busybox, cgroupParent, number, random.Next(50, 1500), UsableVolume()), "create", 201);
        container.Id = answer.Code == 201 ? $"{answer.Json["Id"]}" : null;
        container.Doubt = null;
    }

    private async Task StartAsync(LoadContainer container)
    {
        container.Doubt = "start";
        int[] expected = container.IsPaused ? [409] : container.IsUnsteady ? [204, 304, 409, .. MayBeGone(container)] : container.Runs ? [304] : [204, .. NoNetwork(container)];
        KillLoopAnswer answer = await OfAsync(container, HttpMethod.Post, "start", "start", expected);
        if (answer.Code == 204)
        {
            container.Runs = container.WasStarted = true;
            container.WasKilled = false;
        }

        Acknowledge(container);
    }

    private async Task StopAsync(LoadContainer container)
    {
        container.Doubt = "stop";
        KillLoopAnswer answer = await OfAsync(container, HttpMethod.Post, container.Kind == LoadKind.Ticker ? "stop?t=5" : "stop?t=0", "stop", [.. Ending(container, 204), 304]);
        Ended(container, answer);
    }

    private async Task KillAsync(LoadContainer container)
    {
        container.Doubt = "kill";
        KillLoopAnswer answer = await OfAsync(container, HttpMethod.Post, "kill", "kill", [.. Ending(container, 204), 409]);
        Ended(container, answer);
    }

    private async Task RestartAsync(LoadContainer container)
    {
        container.Doubt = "restart";
        KillLoopAnswer answer = await OfAsync(container, HttpMethod.Post, "restart?t=0", "restart", [204, .. MayBeGone(container), .. NoNetwork(container)]);
        if (answer.Code == 204)
        {
            container.Runs = container.WasStarted = true;
            container.IsPaused = container.WasKilled = false;
        }
        else if (container.MayMissNetwork)
        {
            container.WasKilled = true;
            container.Runs = container.IsPaused = false;
        }

        Acknowledge(container);
    }

    private async Task RemoveAsync(LoadContainer container)
    {
        container.Doubt = "remove";
        KillLoopAnswer answer = await SendAsync(HttpMethod.Delete, $"/containers/{container.Id}?force=1&v=1", null, $"remove {container.Name}", [204, .. MayBeGone(container), .. container.AutoRemove ? [409] : Array.Empty<int>()]);
        if (answer.Code is 204 or 404)
        {
            Forget(container);
        }

        container.Doubt = null;
    }

    private async Task RenameAsync(LoadContainer container)
    {
        container.Doubt = "rename";
        container.OtherName = $"w{number}-{_made++}";
        KillLoopAnswer answer = await OfAsync(container, HttpMethod.Post, $"rename?name={container.OtherName}", "rename", [204, .. MayBeGone(container), .. container.AutoRemove ? [409] : Array.Empty<int>()]);
        if (answer.Code == 204)
        {
            container.Name = container.OtherName;
        }

        Acknowledge(container);
    }

    private async Task ExecAsync(LoadContainer container, string script, int exitCode)
    {
        // It is no change of the container: nothing is in doubt.
        KillLoopAnswer made = await SendAsync(
            HttpMethod.Post, $"/containers/{container.Id}/exec", $$"""{"Cmd":["sh","-c","{{script}}"]}""", $"exec in {container.Name}", [201, 409, .. MayBeGone(container)]);
        if (made.Code == 409 && container is { Runs: true, IsUnsteady: false, IsPaused: false })
        {
            Problems.Add($"worker {number}: exec in {container.Name}, which runs: {made.Text}");
        }

        if (made.Code != 201)
        {
            return;
        }

        string id = $"{made.Json["Id"]}";
        int[] expected = container.IsUnsteady ? [200, 404, 409] : [200];
        if ((await SendAsync(HttpMethod.Post, $"/exec/{id}/start", """{"Detach":true}""", $"exec start in {container.Name}", expected)).Code != 200)
        {
            return;
        }

        KillLoopAnswer state = await SendAsync(HttpMethod.Get, $"/exec/{id}/json", null, "exec inspect", [200, .. MayBeGone(container)]);
        if (state.Code == 200 && $"{state.Json["Running"]}" == "false" && $"{state.Json["ExitCode"]}" is var code && code != $"{exitCode}" && !container.IsUnsteady)
        {
            Problems.Add($"worker {number}: an exec in {container.Name} ended with {code} instead of {exitCode}");
        }
    }

    private async Task CommitAsync(LoadContainer container)
    {
        KillLoopAnswer answer = await SendAsync(HttpMethod.Post, $"/commit?container={container.Id}&repo=committed&tag=w{number}", "{}", $"commit {container.Name}", [201, .. MayBeGone(container), .. container.AutoRemove ? [409] : Array.Empty<int>()]);
        if (answer.Code == 201 && random.Next(2) == 0)
        {
            await SendAsync(HttpMethod.Delete, $"/images/committed:w{number}?force=1", null, "rmi", 200);
        }
    }

    private async Task PruneAsync()
    {
        LoadContainer[] going = [.. _containers.Where(c => c.IsPrunable && (!c.Runs || c.Leaves))];
        foreach (LoadContainer container in going)
        {
            container.Doubt = "prune";
        }

        string filters = Uri.EscapeDataString($$"""{"label":["worker={{number}}","prunable=yes"]}""");
        KillLoopAnswer answer = await SendAsync(HttpMethod.Post, $"/containers/prune?filters={filters}", null, "prune", 200);
        string[] deleted = [.. answer.Json["ContainersDeleted"]?.AsArray().Select(static id => $"{id}") ?? []];
        foreach (LoadContainer container in going)
        {
            container.Doubt = null;
            if (deleted.Contains(container.Id))
            {
                Forget(container);
            }
            else if (!container.Leaves)
            {
                Problems.Add($"worker {number}: {container.Name}, which does not run, was not pruned");
            }
        }
    }

    /// <summary>The worker's volume, for a container to be made with; a removal in use is refused.</summary>
    private string? UsableVolume() => Volume.Exists && random.Next(2) == 0 ? Volume.Name : null;

    private async Task VolumeAsync()
    {
        if (_missing.Contains("volumes"))
        {
            return;
        }

        bool making = !Volume.Exists;
        Volume.InDoubt = true;
        Note(making ? "volume create" : "volume rm");
        KillLoopAnswer answer = making ? await api.PostAsync("/volumes/create", Volume.Body()) : await api.DeleteAsync($"/volumes/{Volume.Name}");
        Judge("volumes", making ? "volume create" : "volume rm", answer, making ? [201] : [204, 409]);
        Volume.Exists = making ? answer.Code == 201 : answer.Code == 409;
        Volume.InDoubt = false;
    }

    private Task<KillLoopAnswer> LogsAsync(LoadContainer container) =>
        OfAsync(container, HttpMethod.Get, "logs?stdout=1&stderr=1&tail=5", "logs", [container.Extras.HasReadableLog ? 200 : 501, .. MayBeGone(container)]);

    private async Task UpdateAsync(LoadContainer container)
    {
        int limit = random.Next(100, 1000);
        (container.Doubt, container.OtherPidsLimit) = ("update", limit);
        KillLoopAnswer answer = await SendAsync(
            HttpMethod.Post, $"/containers/{container.Id}/update", $$"""{"PidsLimit":{{limit}} }""", $"update {container.Name}", [200, .. MayBeGone(container)]);
        if (answer.Code == 200)
        {
            container.PidsLimit = limit;
        }

        Acknowledge(container);
    }

    private async Task FollowAsync(LoadContainer container, HttpMethod method, string path)
    {
        Note($"follow {container.Name} by {path}");
        await api.FollowAsync(method, $"/containers/{container.Id}/{path}", TimeSpan.FromMilliseconds(random.Next(50, 300)));
        Count("follow");
    }

    private async Task PauseAsync(LoadContainer container)
    {
        string verb = container.IsPaused ? "unpause" : "pause";
        container.Doubt = verb;
        int[] expected = container.IsUnsteady ? [204, 404, 409] : container.Runs ? [204] : [409];
        KillLoopAnswer answer = await OptionalAsync(container, HttpMethod.Post, verb, expected);
        if (answer.Code == 204)
        {
            container.IsPaused = !container.IsPaused;
        }

        Acknowledge(container);
    }

    private Task<KillLoopAnswer> ReadFilesAsync(LoadContainer container) =>
        OptionalAsync(container, HttpMethod.Get, "archive?path=/etc", [200, .. MayBeGone(container)]);

    private async Task WriteFilesAsync(LoadContainer container)
    {
        const string path = "archive?path=/tmp";
        if (_missing.Contains("PUT archive"))
        {
            return;
        }

        Note($"write into {container.Name}");
        KillLoopAnswer answer = await api.PutAsync($"/containers/{container.Id}/{path}", new RawTar().File("written", "x").ToArray());
        Judge("PUT archive", $"PUT {path} of {container.Name}", answer, [200, .. MayBeGone(container)]);
    }

    /// <summary>What is there only once another part of the engine is.</summary>
    private async Task<KillLoopAnswer> OptionalAsync(LoadContainer container, HttpMethod method, string path, int[] expected)
    {
        string what = $"{method} {path.Split('?')[0]}";
        if (_missing.Contains(what))
        {
            return new KillLoopAnswer(System.Net.HttpStatusCode.NotImplemented, "{}");
        }

        Note($"{path} {container.Name}");
        KillLoopAnswer answer = await api.SendAsync(method, $"/containers/{container.Id}/{path}");
        Judge(what, $"{path} of {container.Name}", answer, expected);
        return answer;
    }

    private void Judge(string what, string detail, KillLoopAnswer answer, int[] expected)
    {
        if (answer.Code == 501)
        {
            _missing.Add(what);
        }
        else if (!expected.Contains(answer.Code))
        {
            Problems.Add($"worker {number}: {detail}: {answer.Code} {answer.Text}");
        }
        else
        {
            Count(what);
        }
    }

    private Task<KillLoopAnswer> OfAsync(LoadContainer container, HttpMethod method, string path, string what, params int[] expected) =>
        SendAsync(method, $"/containers/{container.Id}/{path}", null, $"{what} {container.Name}", expected);

    private async Task<KillLoopAnswer> SendAsync(HttpMethod method, string path, string? body, string what, params int[] expected)
    {
        Note(what);
        KillLoopAnswer answer = await api.SendAsync(method, path, body);
        if (!expected.Contains(answer.Code))
        {
            Problems.Add($"worker {number}: {what}: {answer.Code} {answer.Text.Trim()}");
        }

        Count(what.Split(' ')[0]);
        return answer;
    }

    private static int[] MayBeGone(LoadContainer container) => container is { AutoRemove: true, WasStarted: true } ? [404, 409] : [];

    private static int[] NoNetwork(LoadContainer container) => container.MayMissNetwork ? [404] : [];

    private static int[] Ending(LoadContainer container, int done) => container.IsUnsteady ? [done, 304, 409, .. MayBeGone(container)] : [done];

    private static void Ended(LoadContainer container, KillLoopAnswer answer)
    {
        if (answer.Code == 204)
        {
            container.WasKilled = true;
        }

        if (!container.IsUnsteady || answer.Code == 204)
        {
            container.Runs = false;
            container.IsPaused = false;
        }

        Acknowledge(container);
    }

    private static void Acknowledge(LoadContainer container)
    {
        container.Doubt = null;
        container.OtherName = null;
        container.OtherPidsLimit = null;
    }

    private void Forget(LoadContainer container)
    {
        _containers.Remove(container);
        if (container.Id is { } id)
        {
            _removed.Add(id);
        }
    }

    private void Note(string what)
    {
        _history.Enqueue(what);
        while (_history.Count > 12)
        {
            _history.Dequeue();
        }
    }

    private void Count(string what) => Acknowledged[what] = Acknowledged.GetValueOrDefault(what) + 1;
}
