using System.Globalization;

namespace Berth.Runtime.Monitor;

/// <summary>
/// The command line of the monitor, which only berthd writes:
/// <code>
/// monitor --bundle DIR   --exit-file FILE [--pid-file FILE] [--log-config FILE | --log-path FILE [--log-max-size BYTES] [--log-max-file N]]
///         [--stdin] [--stdin-once] [--hold-fds N --port-table FILE] [--names DIR] [--root-fd N] ID
/// monitor --exec PROCESS --exit-file FILE [--pid-file FILE] [--stdin] EXEC_ID CONTAINER_ID
/// </code>
/// </summary>
internal sealed record MonitorArguments
{
    /// <summary>Every port of two protocols on two families.</summary>
    private const int MaxHeldSockets = 4 * 65535;

    /// <summary>Of a container: where its <c>config.json</c> is.</summary>
    public string? Bundle { get; private set; }

    /// <summary>Of an exec: the file with its <c>Process</c>.</summary>
    public string? ProcessFile { get; private set; }

    public string ExitFile { get; private set; } = "";

    public string? PidFile { get; private set; }

    /// <summary>A file with a <see cref="MonitorLog"/>: what is in it is not for everybody who lists processes.</summary>
    public string? LogConfig { get; private set; }

    public string? LogPath { get; private set; }

    public long LogMaxSize { get; private set; } = -1;

    public int LogMaxFiles { get; private set; } = 1;

    public bool Stdin { get; private set; }

    public bool StdinOnce { get; private set; }

    /// <summary>How many descriptors from 4 on are sockets of published ports.</summary>
    public int HeldSockets { get; private set; }

    /// <summary>The descriptor of the root's mount, which is mounted nowhere yet; null: the root is where the spec says.</summary>
    public int? RootDescriptor { get; private set; }

    /// <summary>
    /// Where names are (<see cref="Dns.Names.NameFiles"/>). The two descriptors behind <see cref="HeldSockets"/> are then a UDP socket and a
    /// listening TCP socket, on which the container asks for them.
    /// </summary>
    public string? NamesDirectory { get; private set; }

    /// <summary>What to do with those sockets: lines of <see cref="Linux.Sockets.HeldPort"/>; null: they are held, and that is all.</summary>
    public string? PortTable { get; private set; }

    public string ContainerId { get; private set; } = "";

    /// <exception cref="RuntimeException">Not such a command line.</exception>
    public static MonitorArguments Parse(IReadOnlyList<string> arguments)
    {
        var result = new MonitorArguments();
        List<string> names = [];
        for (int i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
            {
                names.Add(arguments[i]);
            }
            else if (!result.TrySetFlag(arguments[i]))
            {
                string value = i + 1 < arguments.Count ? arguments[i + 1] : throw Bad($"{arguments[i]} needs a value");
                result.Set(arguments[i], value);
                i++;
            }
        }

        return result.Complete(names);
    }

    private MonitorArguments Complete(List<string> names)
    {
        if ((Bundle is null) == (ProcessFile is null))
        {
            throw Bad("either --bundle or --exec is needed");
        }

        if (ExitFile.Length == 0)
        {
            throw Bad("--exit-file is needed");
        }

        if (names.Count != (ProcessFile is null ? 1 : 2))
        {
            throw Bad(ProcessFile is null ? "one ID is needed" : "an exec ID and a container ID are needed");
        }

        ContainerId = names[^1];
        return this;
    }

    private bool TrySetFlag(string name)
    {
        switch (name)
        {
            case "--stdin":
                return Stdin = true;
            case "--stdin-once":
                return StdinOnce = true;
            default:
                return false;
        }
    }

    private void Set(string name, string value)
    {
        switch (name)
        {
            case "--bundle":
                Bundle = value;
                break;
            case "--exec":
                ProcessFile = value;
                break;
            case "--exit-file":
                ExitFile = value;
                break;
            case "--pid-file":
                PidFile = value;
                break;
            case "--log-config":
                LogConfig = value;
                break;
            case "--log-path":
                LogPath = value;
                break;
            case "--log-max-size":
                LogMaxSize = Number(name, value, -1, long.MaxValue);
                break;
            case "--log-max-file":
                LogMaxFiles = (int)Number(name, value, 1, int.MaxValue);
                break;
            case "--hold-fds":
                HeldSockets = (int)Number(name, value, 0, MaxHeldSockets);
                break;
            case "--root-fd":
                RootDescriptor = (int)Number(name, value, MonitorCommand.FirstGivenDescriptor, MonitorCommand.FirstGivenDescriptor + MaxHeldSockets);
                break;
            case "--names":
                NamesDirectory = value;
                break;
            case "--port-table":
                PortTable = value;
                break;
            default:
                throw Bad($"unknown option {name}");
        }
    }

    private static long Number(string name, string value, long least, long most) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        && number >= least && number <= most
            ? number
            : throw Bad($"{name}: not a number from {least} to {most}: {value}");

    private static RuntimeException Bad(string problem) => new($"monitor: {problem}", exitCode: 1);
}
