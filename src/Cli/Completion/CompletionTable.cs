using static Berth.Cli.Completion.CompletionSource;

namespace Berth.Cli.Completion;

/// <summary>What operands of commands and values of flags name.</summary>
internal static class CompletionTable
{
    private static readonly string[] s_capabilities =
    [
        "ALL", "CAP_AUDIT_CONTROL", "CAP_AUDIT_READ", "CAP_AUDIT_WRITE", "CAP_BLOCK_SUSPEND", "CAP_BPF", "CAP_CHECKPOINT_RESTORE", "CAP_CHOWN",
        "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_KILL", "CAP_LEASE",
        "CAP_LINUX_IMMUTABLE", "CAP_MAC_ADMIN", "CAP_MAC_OVERRIDE", "CAP_MKNOD", "CAP_NET_ADMIN", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST",
        "CAP_NET_RAW", "CAP_PERFMON", "CAP_SETFCAP", "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_CHROOT",
        "CAP_SYS_MODULE", "CAP_SYS_NICE", "CAP_SYS_PACCT", "CAP_SYS_PTRACE", "CAP_SYS_RAWIO", "CAP_SYS_RESOURCE", "CAP_SYS_TIME",
        "CAP_SYS_TTY_CONFIG", "CAP_SYSLOG", "CAP_WAKE_ALARM",
    ];

    private static readonly string[] s_signals =
        ["SIGABRT", "SIGALRM", "SIGCONT", "SIGHUP", "SIGINT", "SIGKILL", "SIGQUIT", "SIGSTOP", "SIGTERM", "SIGUSR1", "SIGUSR2"];

    /// <summary>Of verbs that are alone, or below <c>container</c>.</summary>
    private static readonly Dictionary<string, (CompletionSource Source, int Count)> s_containerVerbs = new(StringComparer.Ordinal)
    {
        ["attach"] = (RunningContainer, 1),
        ["commit"] = (Container, 1),
        ["cp"] = (ContainerPath, 2),
        ["create"] = (Image, 1),
        ["diff"] = (Container, 1),
        ["exec"] = (RunningContainer, 1),
        ["export"] = (Container, 1),
        ["inspect"] = (Container, int.MaxValue),
        ["kill"] = (RunningContainer, int.MaxValue),
        ["logs"] = (Container, 1),
        ["pause"] = (RunningContainer, int.MaxValue),
        ["port"] = (RunningContainer, 1),
        ["rename"] = (Container, 1),
        ["restart"] = (Container, int.MaxValue),
        ["rm"] = (Container, int.MaxValue),
        ["remove"] = (Container, int.MaxValue),
        ["run"] = (Image, 1),
        ["start"] = (StoppedContainer, int.MaxValue),
        ["stats"] = (RunningContainer, int.MaxValue),
        ["stop"] = (RunningContainer, int.MaxValue),
        ["top"] = (RunningContainer, 1),
        ["unpause"] = (PausedContainer, int.MaxValue),
        ["update"] = (Container, int.MaxValue),
        ["wait"] = (RunningContainer, int.MaxValue),
    };

    /// <summary>Of verbs that are alone, or below <c>image</c>.</summary>
    private static readonly Dictionary<string, (CompletionSource Source, int Count)> s_imageVerbs = new(StringComparer.Ordinal)
    {
        ["history"] = (Image, 1),
        ["images"] = (Image, 1),
        ["import"] = (FileName, 1),
        ["inspect"] = (Image, int.MaxValue),
        ["list"] = (Image, 1),
        ["ls"] = (Image, 1),
        ["push"] = (Image, 1),
        ["rm"] = (Image, int.MaxValue),
        ["remove"] = (Image, int.MaxValue),
        ["rmi"] = (Image, int.MaxValue),
        ["save"] = (Image, int.MaxValue),
        ["tag"] = (Image, 2),
        ["verify"] = (Image, int.MaxValue),
    };

    private static readonly Dictionary<string, (CompletionSource Source, int Count)> s_others = new(StringComparer.Ordinal)
    {
        ["context export"] = (Context, 1),
        ["context import"] = (FileName, 2),
        ["context inspect"] = (Context, int.MaxValue),
        ["context remove"] = (Context, int.MaxValue),
        ["context rm"] = (Context, int.MaxValue),
        ["context update"] = (Context, 1),
        ["context use"] = (Context, 1),
        ["inspect"] = (Anything, int.MaxValue),
        ["login"] = (Registry, 1),
        ["logout"] = (Registry, 1),
        ["network connect"] = (Network, 2),
        ["network disconnect"] = (Network, 2),
        ["network inspect"] = (Network, int.MaxValue),
        ["network remove"] = (Network, int.MaxValue),
        ["network rm"] = (Network, int.MaxValue),
        ["volume inspect"] = (Volume, int.MaxValue),
        ["volume remove"] = (Volume, int.MaxValue),
        ["volume rm"] = (Volume, int.MaxValue),
        ["volume update"] = (Volume, 1),
    };

    private static readonly Dictionary<string, CompletionSource> s_flagSources = new(StringComparer.Ordinal)
    {
        ["cidfile"] = FileName,
        ["config"] = FileName,
        ["context"] = Context,
        ["env-file"] = FileName,
        ["from"] = Context,
        ["input"] = FileName,
        ["label-file"] = FileName,
        ["network"] = Network,
        ["output"] = FileName,
        ["tlscacert"] = FileName,
        ["tlscert"] = FileName,
        ["tlskey"] = FileName,
        ["volume"] = FileName,
        ["device"] = FileName,
        ["volumes-from"] = Container,
        ["link"] = RunningContainer,
    };

    private static readonly Dictionary<string, string[]> s_flagValues = new(StringComparer.Ordinal)
    {
        ["attach"] = ["stderr", "stdin", "stdout"],
        ["cap-add"] = s_capabilities,
        ["cap-drop"] = s_capabilities,
        ["cgroupns"] = ["host", "private"],
        ["ipc"] = ["host", "none", "private", "shareable"],
        ["log-driver"] = ["journald", "json-file", "local", "none", "syslog"],
        ["log-level"] = ["debug", "error", "fatal", "info", "warn"],
        ["pid"] = ["host"],
        ["network create --driver"] = ["bridge", "ipvlan", "macvlan"],
        ["platform"] = ["linux/amd64", "linux/arm64"],
        ["pull"] = ["always", "missing", "never"],
        ["restart"] = ["always", "no", "on-failure", "unless-stopped"],
        ["security-opt"] = ["apparmor=", "label=", "no-new-privileges", "seccomp=", "systempaths=unconfined"],
        ["signal"] = s_signals,
        ["stop-signal"] = s_signals,
        ["scope"] = ["local"],
        ["type"] = ["container", "image", "network", "volume"],
        ["userns"] = ["host"],
        ["uts"] = ["host"],
    };

    private static readonly Dictionary<string, string[]> s_filters = new(StringComparer.Ordinal)
    {
        ["ps"] =
        [
            "ancestor=", "before=", "exited=", "expose=", "health=", "id=", "is-task=", "label=", "name=", "network=", "publish=", "since=", "status=",
            "volume=",
        ],
        ["images"] = ["before=", "dangling=", "label=", "reference=", "since=", "until="],
        ["networks"] = ["dangling=", "driver=", "id=", "label=", "name=", "scope=", "type="],
        ["events"] = ["container=", "daemon=", "event=", "image=", "label=", "network=", "scope=", "type=", "volume="],
        ["prune"] = ["label!=", "label=", "until="],
    };

    /// <summary>What an operand names.</summary>
    /// <param name="path">The command's words, without the program.</param>
    /// <param name="index">Which operand it is, from 0.</param>
    public static CompletionSource Operand(IReadOnlyList<string> path, int index)
    {
        var (source, count) = path switch
        {
            [var verb] => s_others.TryGetValue(verb, out var other) ? other
                : s_containerVerbs.TryGetValue(verb, out var container) ? container
                : s_imageVerbs.GetValueOrDefault(verb),
            ["container", var verb] => s_containerVerbs.GetValueOrDefault(verb),
            ["image", var verb] => s_imageVerbs.GetValueOrDefault(verb),
            _ => s_others.GetValueOrDefault(string.Join(' ', path)),
        };
        return index >= count ? None : (path, index) switch
        {
            (["network", "connect"], 1) => UnconnectedContainer,
            (["network", "disconnect"], 1) => ConnectedContainer,
            _ => source,
        };
    }

    /// <summary>What a flag's value names; null: nobody knows, files may do.</summary>
    public static CompletionSource? Value(string flag) => s_flagSources.TryGetValue(flag, out var source) ? source : null;

    /// <summary>The values that a flag may have; null: more than could be listed.</summary>
    public static IReadOnlyList<string>? Values(string flag, IReadOnlyList<string> path) => flag != "filter"
        ? s_flagValues.GetValueOrDefault(flag == "driver" ? $"{string.Join(' ', path)} --driver" : flag)
        : path is ["ps"] or ["container", "ls" or "list" or "ps"] ? s_filters["ps"]
        : path is ["images"] or ["image", "ls" or "list"] ? s_filters["images"]
        : path is ["network", "ls" or "list"] ? s_filters["networks"]
        : s_filters.GetValueOrDefault(path.Count > 0 ? path[^1] : "");
}
