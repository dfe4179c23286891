using System.Text.Json.Nodes;

namespace Berth.Integration.Survival;

/// <summary>
/// A container as the worker that made it knows it. What a request that was under way when the daemon died has done or not done is in
/// <see cref="Doubt"/>; everything else was acknowledged.
/// </summary>
internal sealed class LoadContainer(string name, LoadKind kind, int exitCode, LoadExtras extras)
{
    public string Name { get; set; } = name;

    /// <summary>The name that it may have since a rename that was not acknowledged.</summary>
    public string? OtherName { get; set; }

    public LoadKind Kind => kind;

    public LoadExtras Extras => extras;

    /// <summary>The network that it was made on; null: the default one, or none.</summary>
    public string? Network { get; init; }

    /// <summary>It is or was on a network that may be gone by now: then it cannot be started.</summary>
    public bool MayMissNetwork { get; set; }

    /// <summary>The limit of processes that an update was acknowledged for; null before the first.</summary>
    public int? PidsLimit { get; set; }

    /// <summary>The limit that it may have since an update that was not acknowledged.</summary>
    public int? OtherPidsLimit { get; set; }

    /// <summary>Null while its creation is not acknowledged.</summary>
    public string? Id { get; set; }

    /// <summary>It was started, and what has been heard since does not say that it ended.</summary>
    public bool Runs { get; set; }

    public bool WasStarted { get; set; }

    public bool IsPaused { get; set; }

    /// <summary>The code that it ends with by itself, or when it is asked to.</summary>
    public int ExitCode => exitCode;

    /// <summary>A signal was sent that ends it, by this code.</summary>
    public bool WasKilled { get; set; }

    /// <summary>The request that was under way when the daemon died, or null.</summary>
    public string? Doubt { get; set; }

    /// <summary>It ends by itself.</summary>
    public bool Leaves => kind is LoadKind.Leaver or LoadKind.Vanisher;

    /// <summary>What it is at a moment is not known: it ends by itself, and may be started by itself.</summary>
    public bool IsUnsteady => kind is LoadKind.Leaver or LoadKind.Vanisher or LoadKind.Restarter;

    public bool AutoRemove => kind == LoadKind.Vanisher;

    /// <summary>Pruning would leave its anonymous volume to nobody.</summary>
    public bool IsPrunable => kind is LoadKind.Server or LoadKind.Leaver or LoadKind.Restarter;

    /// <summary>The body of its creation.</summary>
    public string Body(string image, string cgroupParent, int worker, int milliseconds, string? volume)
    {
        string seconds = $"{milliseconds / 1000}.{milliseconds % 1000:000}";
        string script = kind switch
        {
            LoadKind.Server => "exec httpd -f -p 80 -h /www",
            LoadKind.Ticker => $"trap 'exit {exitCode}' TERM; i=0; while :; do echo tick $i; i=$((i+1)); sleep 0.1; done",
            _ => $"echo begin; sleep {seconds}; echo end; exit {exitCode}",
        };
        var host = new JsonObject
        {
            ["CgroupParent"] = cgroupParent,
            ["AutoRemove"] = AutoRemove,
            ["NetworkMode"] = Network ?? (kind == LoadKind.Leaver ? "none" : "bridge"),
        };
        if (volume is not null)
        {
            host["Binds"] = new JsonArray($"{volume}:/named");
        }

        if (kind == LoadKind.Restarter)
        {
            host["RestartPolicy"] = new JsonObject { ["Name"] = "unless-stopped" };
        }

        if (kind == LoadKind.Server)
        {
            host["PortBindings"] = new JsonObject { ["80/tcp"] = new JsonArray(new JsonObject { ["HostIp"] = "127.0.0.1", ["HostPort"] = "0" }) };
        }

        var request = new JsonObject
        {
            ["Image"] = image,
            ["Cmd"] = new JsonArray("sh", "-c", script),
            ["Labels"] = new JsonObject { ["worker"] = $"{worker}", ["prunable"] = IsPrunable ? "yes" : "no" },
            ["HostConfig"] = host,
        };
        if (kind == LoadKind.Server)
        {
            // Nanoseconds.
            request["Healthcheck"] = new JsonObject { ["Test"] = new JsonArray("CMD", "test", "-e", "/www/index.html"), ["Interval"] = 400_000_000, ["Timeout"] = 5_000_000_000, ["Retries"] = 5 };
        }

        if (kind is LoadKind.Ticker or LoadKind.Vanisher)
        {
            request["Volumes"] = new JsonObject { ["/data"] = new JsonObject() };
        }

        extras.Add(request, host);
        return request.ToJsonString();
    }
}
