using System.Text;

namespace Berth.Engine.Configuration;

/// <summary>
/// Every option the daemon has, under dockerd's names for flags and configuration keys. What is not here is refused.
/// </summary>
internal static class DaemonOptionTable
{
    public const string ConfigFile = "config-file";
    public const string Validate = "validate";
    public const string Version = "version";
    public const string Help = "help";
    public const string Hosts = "hosts";
    public const string DataRoot = "data-root";
    public const string ExecRoot = "exec-root";
    public const string PidFile = "pidfile";
    public const string Bip = "bip";
    public const string Group = "group";
    public const string LogLevel = "log-level";
    public const string Debug = "debug";
    public const string Labels = "labels";
    public const string LogDriver = "log-driver";
    public const string LogOptions = "log-opts";
    public const string LiveRestore = "live-restore";
    public const string DefaultShmSize = "default-shm-size";
    public const string Init = "init";
    public const string NoNewPrivileges = "no-new-privileges";

    public static IReadOnlyList<DaemonOption> All { get; } =
    [
        new("bip", null, Bip, DaemonOptionKind.Text, "cidr", "Address and prefix length of the default bridge"),
        new("config-file", null, "", DaemonOptionKind.Text, "string", "Daemon configuration file (default \"/etc/berth/daemon.json\")"),
        new("data-root", null, DataRoot, DaemonOptionKind.Text, "string", "Root directory of persistent state (default \"/var/lib/berth\")"),
        new("debug", 'D', Debug, DaemonOptionKind.Flag, "", "Enable debug mode"),
        new("default-shm-size", null, DefaultShmSize, DaemonOptionKind.Text, "bytes", "Default shm size for containers (default 64MiB)"),
        new("exec-root", null, ExecRoot, DaemonOptionKind.Text, "string", "Root directory for execution state files (default \"/run/berth\")"),
        new("group", 'G', Group, DaemonOptionKind.Text, "string", "Group for the unix socket (default \"docker\", where that group exists)"),
        new("help", null, "", DaemonOptionKind.Flag, "", "Print usage"),
        new("host", 'H', Hosts, DaemonOptionKind.List, "list", "Daemon socket(s) to listen on (default unix:///run/berth.sock)"),
        new("init", null, Init, DaemonOptionKind.Flag, "", "Run an init in the container to forward signals and reap processes"),
        new("label", null, Labels, DaemonOptionKind.List, "list", "Set key=value labels to the daemon"),
        new("live-restore", null, LiveRestore, DaemonOptionKind.Flag, "", "Keep containers running while the daemon is down (always on)"),
        new("log-driver", null, LogDriver, DaemonOptionKind.Text, "string", "Default driver for container logs (default \"json-file\")"),
        new("log-level", 'l', LogLevel, DaemonOptionKind.Text, "string", "Set the logging level (debug|info|warn|error|fatal) (default \"info\")"),
        new("log-opt", null, LogOptions, DaemonOptionKind.Map, "map", "Default log driver options for containers"),
        new("no-new-privileges", null, NoNewPrivileges, DaemonOptionKind.Flag, "", "Set no-new-privileges by default for new containers"),
        new("pidfile", 'p', PidFile, DaemonOptionKind.Text, "string", "Path to use for daemon PID file (default \"EXEC-ROOT/berthd.pid\")"),
        new("validate", null, "", DaemonOptionKind.Flag, "", "Validate daemon configuration and exit"),
        new("version", 'v', "", DaemonOptionKind.Flag, "", "Print version information and quit"),
    ];

    public static DaemonOption? ByName(ReadOnlySpan<char> name)
    {
        foreach (DaemonOption option in All)
        {
            if (name.SequenceEqual(option.Name))
            {
                return option;
            }
        }

        return null;
    }

    public static DaemonOption? ByShort(char letter) => All.FirstOrDefault(o => o.Short == letter);

    public static DaemonOption? ByKey(string key) => All.FirstOrDefault(o => o.Key.Length > 0 && o.Key == key);

    /// <summary>The text of <c>berthd --help</c>.</summary>
    public static string Usage()
    {
        var text = new StringBuilder();
        text.Append("\nUsage:  berthd [OPTIONS]\n\nA self-sufficient runtime for containers.\n\nOptions:\n");
        foreach (DaemonOption option in All)
        {
            string head = (option.Short is char c ? $"  -{c}, " : "      ") + $"--{option.Name} {option.Type}";
            text.Append(head.PadRight(34)).Append(option.Help).Append('\n');
        }

        return text.ToString();
    }
}
