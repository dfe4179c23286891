using Berth.Cli.CommandLine;
using Berth.Cli.Containers;
using Berth.Engine.Errors;
using Berth.Engine.Specs;
using Berth.Unit.Engine.Specs;

namespace Berth.Unit.Compatibility;

/// <summary>
/// Tries flags of <c>run</c> and <c>create</c> one by one: the client's own code makes a request of a sample of each, and the daemon's own
/// checks say what they refuse in it.
/// </summary>
internal static class RunFlagSamples
{
    /// <summary>Values that a flag takes; one that is not here takes the sample of its type, or stands alone.</summary>
    private static readonly Dictionary<string, string[]> s_values = new(StringComparer.Ordinal)
    {
        ["add-host"] = ["name:192.0.2.1", "name:host-gateway"],
        ["annotation"] = ["key=value"],
        ["attach"] = ["stdout"],
        ["blkio-weight"] = ["500"],
        ["blkio-weight-device"] = ["/dev/vda:500"],
        ["cap-add"] = ["NET_ADMIN"],
        ["cap-drop"] = ["CHOWN"],
        ["cgroup-parent"] = ["/parent"],
        ["cgroupns"] = ["private", "host"],
        ["cpu-period"] = ["100000"],
        ["cpu-quota"] = ["50000"],
        ["cpu-rt-period"] = ["100000"],
        ["cpu-rt-runtime"] = ["50000"],
        ["cpu-shares"] = ["512"],
        ["cpus"] = ["1"],
        ["cpuset-cpus"] = ["0"],
        ["cpuset-mems"] = ["0"],
        ["device"] = ["/dev/fuse"],
        ["device-cgroup-rule"] = ["c 1:3 rwm"],
        ["device-read-bps"] = ["/dev/vda:1mb"],
        ["device-read-iops"] = ["/dev/vda:100"],
        ["device-write-bps"] = ["/dev/vda:1mb"],
        ["device-write-iops"] = ["/dev/vda:100"],
        ["dns"] = ["192.0.2.1"],
        ["dns-option"] = ["ndots:1"],
        ["dns-search"] = ["example.org"],
        ["env"] = ["NAME=value"],
        ["expose"] = ["80"],
        ["gpus"] = ["all"],
        ["group-add"] = ["users"],
        ["health-retries"] = ["3"],
        ["ip"] = ["192.0.2.2"],
        ["ip6"] = ["2001:db8::2"],
        ["ipc"] = ["private", "shareable", "host", "none", "container:other"],
        ["isolation"] = ["default"],
        ["link"] = ["other:alias"],
        ["link-local-ip"] = ["169.254.1.1"],
        ["log-driver"] = ["json-file", "local", "none", "syslog", "journald", "gelf", "fluentd", "awslogs", "splunk", "gcplogs"],
        ["log-opt"] = ["max-size=1m"],
        ["mac-address"] = ["02:42:00:00:00:02"],
        ["memory-swap"] = ["1g"],
        ["memory-swappiness"] = ["50"],
        ["mount"] =
        [
            "type=volume,target=/v", "type=bind,source=/tmp,target=/v", "type=tmpfs,target=/v", "type=image,source=busybox,target=/v",
            "type=volume,source=vol,target=/v,volume-subpath=a",
        ],
        ["network"] = ["bridge", "host", "none", "container:other", "own"],
        ["oom-score-adj"] = ["100"],
        ["pid"] = ["host", "container:other"],
        ["pids-limit"] = ["100"],
        ["publish"] = ["8080:80", "8080:80/udp", "8080:80/sctp"],
        ["pull"] = ["always", "missing", "never"],
        ["restart"] = ["no", "always", "unless-stopped", "on-failure:3"],
        ["runtime"] = ["berth-runtime", "runc"],
        ["security-opt"] =
        [
            "seccomp=unconfined", "no-new-privileges", "apparmor=unconfined", "apparmor=profile", "systempaths=unconfined", "label=disable",
            "label=type:t", "writable-cgroups=true",
        ],
        ["stop-signal"] = ["TERM"],
        ["storage-opt"] = ["size=1g"],
        ["sysctl"] = ["net.core.somaxconn=100"],
        ["tmpfs"] = ["/t"],
        ["ulimit"] = ["nofile=10"],
        ["userns"] = ["host"],
        ["uts"] = ["host"],
        ["volume"] = ["/v", "/tmp:/v", "name:/v", "/tmp:/v:idmap"],
        ["volume-driver"] = ["local"],
        ["volumes-from"] = ["other"],
        ["workdir"] = ["/w"],
    };

    /// <summary>What a flag makes sense with only.</summary>
    private static readonly Dictionary<string, string> s_companions = new(StringComparer.Ordinal)
    {
        ["ip"] = "--network=own",
        ["ip6"] = "--network=own",
        ["memory-swap"] = "--memory=512m",
        ["network-alias"] = "--network=own",
    };

    /// <summary>Files to read are named by these; the program that reads them is what is tried, not the file.</summary>
    private static readonly string[] s_files = ["cidfile", "env-file", "label-file", "detach-keys", "sig-proxy", "detach"];

    /// <summary>Every value that is refused, with the error; the value is empty where it is the flag itself.</summary>
    public static IEnumerable<(string Value, string Error)> Refused(Flag flag)
    {
        if (s_files.Contains(flag.Name))
        {
            yield break;
        }

        string[] values = s_values.GetValueOrDefault(flag.Name) ?? [Default(flag)];
        foreach (string value in values)
        {
            if (Refusal(flag.Name, value) is { } error)
            {
                yield return (values.Length > 1 ? value : "", error);
            }
        }
    }

    private static string Default(Flag flag) => flag.ValueName switch
    {
        "" => "true",
        "bytes" => "64m",
        "int" => "1",
        "duration" => "1s",
        _ => "sample",
    };

    private static string? Refusal(string name, string value)
    {
        var flags = new ContainerFlags();
        try
        {
            var operands = new FlagSet(flags.All).Parse(
                [.. s_companions.TryGetValue(name, out string? companion) ? [companion] : (string[])[], $"--{name}={value}", "image"],
                stopAtOperand: true);
            CreateRequestValidator.Validate(ContainerRequest.Build(flags, operands, _ => null), SampleHost.Facts);
            return null;
        }
        catch (Exception e) when (e is EngineException or UsageException or CommandException)
        {
            return e.Message;
        }
    }
}
