using System.Text.Json;
using Berth.Dns.Serving;
using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Logs;
using Berth.Runtime.Relay;

namespace Berth.Runtime.Monitor;

/// <summary>
/// <c>berth-runtime monitor</c>: supervises one container, or one process added to a container, from start to end, whatever
/// becomes of the daemon that started it. What it finds open:
/// <code>
/// 0 1   /dev/null
/// 2     a log of the monitor's own complaints
/// 3     a Unix socket, bound and listening
/// 4 …   sockets of published ports (PortService), the two that names are asked for on, the mount of the container's root
/// </code>
/// </summary>
public static class MonitorCommand
{
    /// <summary>The first descriptor that not every monitor is given.</summary>
    internal const int FirstGivenDescriptor = ListenerDescriptor + 1;

    private const int ListenerDescriptor = 3;

    /// <param name="stateRoot">Where the states of containers live: <c>--root</c>.</param>
    /// <param name="arguments">See <see cref="MonitorArguments"/>.</param>
    /// <returns>The monitor's own exit code: 0, however the container ended.</returns>
    /// <exception cref="RuntimeException">A command line that no daemon of ours writes.</exception>
    public static int Run(string stateRoot, IReadOnlyList<string> arguments)
    {
        // 1. What the daemon gave us is ours alone, and the daemon's end or a client's is no reason for ours.
        MonitorArguments parsed = MonitorArguments.Parse(arguments);
        ProcessSetup.CloseOnExecFrom(ListenerDescriptor);
        ProcessSetup.IgnoreSignal(Signals.SIGHUP);
        ProcessSetup.IgnoreSignal(Signals.SIGPIPE);

        // 2. What is to run. A file that cannot be read is the container's failure, and reported as such.
        Func<StandardStreams, ISupervisedProcess> create = Load(stateRoot, parsed, out bool terminal);

        // 3. To its end.
        using Fd listener = new(ListenerDescriptor);
        using var supervisor = new Supervisor(OptionsOf(parsed, listener, terminal), create, TimeProvider.System);
        supervisor.Run();
        return 0;
    }

    private static Func<StandardStreams, ISupervisedProcess> Load(string stateRoot, MonitorArguments arguments, out bool terminal)
    {
        try
        {
            return arguments.Bundle is string bundle
                ? LoadContainer(stateRoot, arguments, bundle, out terminal)
                : LoadExec(stateRoot, arguments, out terminal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            terminal = false;
            return _ => throw new RuntimeException(e.Message, RuntimeException.GeneralFailure, e);
        }
    }

    private static Func<StandardStreams, ISupervisedProcess> LoadContainer(
        string stateRoot, MonitorArguments arguments, string bundle, out bool terminal)
    {
        Spec spec = SpecJson.ReadSpec(File.ReadAllBytes(Path.Combine(bundle, "config.json")));
        terminal = spec.Process?.Terminal is true;
        return streams =>
        {
            // The container has it from here on: were it open here too, its file system would outlive the container.
            using Fd? root = arguments.RootDescriptor is { } number ? new Fd(number) : null;
            return new SupervisedContainer(ContainerProcess.Create(new ContainerRequest
            {
                Id = arguments.ContainerId,
                StateRoot = stateRoot,
                Bundle = Path.GetFullPath(bundle),
                Root = root,
                Spec = spec,
                Streams = streams,
                WaitForStart = true,
            }));
        };
    }

    private static Func<StandardStreams, ISupervisedProcess> LoadExec(
        string stateRoot, MonitorArguments arguments, out bool terminal)
    {
        Process process = SpecJson.ReadProcess(File.ReadAllBytes(arguments.ProcessFile!));
        terminal = process.Terminal is true;
        return streams => new SupervisedContainer(ContainerProcess.Exec(new ExecRequest
        {
            ContainerId = arguments.ContainerId,
            StateRoot = stateRoot,
            Process = process,
            Streams = streams,
            WaitForStart = true,
        }));
    }

    private static SupervisorOptions OptionsOf(MonitorArguments arguments, Fd listener, bool terminal) => new()
    {
        Listener = listener,
        ExitFile = Path.GetFullPath(arguments.ExitFile),
        PidFile = arguments.PidFile,
        Log = arguments.LogConfig is { } config ? MonitorLogDocument.ReadMonitorLog(File.ReadAllBytes(config))
            : arguments.LogPath is null ? null
            : new MonitorLog
            {
                File = new JsonFileLogOptions { Path = arguments.LogPath, MaxSize = arguments.LogMaxSize, MaxFiles = arguments.LogMaxFiles },
            },
        Terminal = terminal,
        Stdin = arguments.Stdin,

        // The input of an exec belongs to whoever started it.
        StdinOnce = arguments.StdinOnce || arguments.ProcessFile is not null,
        HeldSockets = arguments.PortTable is null ? PortSockets(arguments) : [],
        Services = [.. Services(arguments)],
    };

    private static IEnumerable<IMonitorService> Services(MonitorArguments arguments)
    {
        if (arguments.NamesDirectory is { } names)
        {
            yield return Names(arguments, names);
        }

        if (arguments.PortTable is { } table && arguments.HeldSockets > 0)
        {
            yield return new PortService(PortSockets(arguments), table, new RelayLimits(), TimeProvider.System, Supervisor.Complain);
        }
    }

    private static Fd[] PortSockets(MonitorArguments arguments) =>
        [.. Enumerable.Range(ListenerDescriptor + 1, arguments.HeldSockets).Select(static number => new Fd(number))];

    private static NameService Names(MonitorArguments arguments, string directory)
    {
        int first = ListenerDescriptor + 1 + arguments.HeldSockets;
        return new NameService(DnsServer.Open(directory, arguments.ContainerId, new Fd(first), new Fd(first + 1), TimeProvider.System));
    }
}
