using System.Text.Json.Nodes;
using Berth.Harness;

namespace Berth.Integration.Survival;

/// <summary>What a container of the load has beside the usual: where its log goes, and what is mounted in it.</summary>
internal sealed record LoadExtras
{
    /// <summary>Null: json-file. The log of <c>none</c> cannot be read.</summary>
    public string? LogDriver { get; private init; }

    public bool HasTmpfs { get; private init; }

    public bool HasImage { get; private init; }

    /// <summary>A directory of the host that is mounted with its owners mapped; null: none.</summary>
    public string? Mapped { get; private init; }

    /// <summary>Its health check takes longer than it may.</summary>
    public bool ChecksHang { get; private init; }

    public bool HasReadableLog => LogDriver != "none";

    /// <summary>Nobody listens there: what is sent is lost, and kept for readers all the same.</summary>
    private static JsonObject SyslogOptions => new() { ["syslog-address"] = "udp://127.0.0.1:9" };

    /// <param name="random">Chooses.</param>
    /// <param name="kind">A ticker's log is looked at, so it has one.</param>
    /// <param name="mapped">What can be mounted with mapped owners; null where the host or the daemon cannot.</param>
    public static LoadExtras Choose(Random random, LoadKind kind, string? mapped)
    {
        string?[] drivers = kind == LoadKind.Ticker ? [null, "local", "syslog"] : [null, "local", "syslog", "none"];
        return new LoadExtras
        {
            LogDriver = drivers[random.Next(drivers.Length)],
            HasTmpfs = random.Next(3) == 0,
            HasImage = random.Next(3) == 0,
            Mapped = random.Next(3) == 0 ? mapped : null,
            ChecksHang = kind == LoadKind.Ticker && random.Next(2) == 0,
        };
    }

    /// <summary>Puts them into a request.</summary>
    public void Add(JsonObject request, JsonObject host)
    {
        if (LogDriver is not null)
        {
            host["LogConfig"] = new JsonObject { ["Type"] = LogDriver, ["Config"] = LogDriver == "syslog" ? SyslogOptions : new JsonObject() };
        }

        if (HasTmpfs)
        {
            host["Tmpfs"] = new JsonObject { ["/scratch"] = "size=1m" };
        }

        if (HasImage)
        {
            host["Mounts"] = new JsonArray(new JsonObject { ["Type"] = "image", ["Source"] = Daemon.Busybox, ["Target"] = "/image" });
        }

        if (Mapped is not null)
        {
            JsonArray binds = host["Binds"] as JsonArray ?? [];
            binds.Add($"{Mapped}:/mapped:idmap");
            host["Binds"] = binds;
        }

        if (ChecksHang)
        {
            // Nanoseconds.
            request["Healthcheck"] = new JsonObject { ["Test"] = new JsonArray("CMD", "sleep", "30"), ["Interval"] = 300_000_000, ["Timeout"] = 1_000_000_000 };
        }
    }

    /// <summary>A line of shell that ends with <paramref name="code"/> where all that was asked for is in the container.</summary>
    public string Probe(int code) => string.Concat(
        HasTmpfs ? "grep -q '^[^ ]* /scratch tmpfs' /proc/mounts || exit 91; " : "",
        HasImage ? "test -e /image/bin/busybox || exit 92; " : "",
        Mapped is not null ? "test -e /mapped/file || exit 93; " : "",
        $"exit {code}");
}
