using System.Globalization;
using Berth.Linux;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Logs;

namespace Berth.Runtime.Monitor;

/// <summary>
/// Looks after one process from before its first instruction to after its last byte of output. One thread, one poll(2) loop:
/// <code>
///            pipes or pty           ┌────────────┐  frames   connections
///  process ◀────────────────────▶  │ supervisor │ ◀───────▶ (berthd, one for each attach, wait, …)
///            pidfd: its end         └─────┬──────┘
///                                         ├──▶ json-file log
///                                         ├──▶ exit file
///                                         └──▶ services: names, ports
/// </code>
/// <list type="number">
/// <item>Set up: the process is made, up to the point before its program is executed; then it is reported as created.</item>
/// <item>Serve: clients, input, output, until the process has ended and its output is drained.</item>
/// <item>Finish: log and exit file are written, what was made on the host is removed, and only then the end is reported.</item>
/// <item>Linger: until each client has taken what is still on its way to it.</item>
/// </list>
/// </summary>
internal sealed partial class Supervisor : IDisposable
{
    /// <summary>More would be a mistake of somebody; they wait in the backlog of the listener.</summary>
    private const int MaxConnections = 256;

    private const int ReadSize = 32 * 1024;

    /// <summary>How often a terminal that nobody has open is looked at again.</summary>
    private const int HungUpRetry = 100;

    /// <summary>A process that runs and is silent for this long will run for longer: time to give memory back.</summary>
    private const int IdleTime = 500;

    /// <summary>The same once a service was used: what is asked every second shall not find cold memory each time.</summary>
    private const int ServiceIdleTime = 5_000;

    private readonly SupervisorOptions _options;
    private readonly Func<StandardStreams, ISupervisedProcess> _create;
    private readonly TimeProvider _time;
    private readonly PollSet _poll = new();
    private readonly MonitorServices _services;
    private readonly List<Connection> _connections = [];
    private readonly List<ProcessOutput> _outputs = [];

    /// <summary>Room for a header before what is read, so that a frame goes out as one piece.</summary>
    private readonly byte[] _buffer = new byte[FrameHeader.Size + ReadSize];

    private MonitorStatus _status = new() { State = MonitorState.Creating };
    private ISupervisedProcess? _process;
    private ProcessStreams? _streams;
    private ProcessInput? _input;
    private IContainerLog? _log;
    private OomWatch? _oom;
    private RuntimeException? _startFailure;
    private int? _exitCode;
    private int _maxConnections = MaxConnections;
    private long _endedAt;
    private bool _memoryReleased;
    private int _idleTime = IdleTime;
    private int _listenerIndex;
    private int _processIndex;
    private int _oomIndex;

    /// <param name="create">Makes the process, waiting to be started, with these descriptors unless it has a terminal.</param>
    public Supervisor(SupervisorOptions options, Func<StandardStreams, ISupervisedProcess> create, TimeProvider time)
    {
        _options = options;
        _create = create;
        _time = time;
        _services = new MonitorServices(options.Services, Complain);
        NonBlocking.Enable(options.Listener);
    }

    /// <summary>Returns when all is over.</summary>
    public void Run()
    {
        // 1. Set up.
        SetUp();

        // 2. Serve.
        while (!_status.IsFinal)
        {
            Turn();
            if (_exitCode is not null && IsDrained())
            {
                // 3. Finish.
                Finish();
            }
        }

        // 4. Linger.
        Linger();
    }

    public void Dispose()
    {
        _services.Dispose();
        _log?.Dispose();
        _oom?.Dispose();
        _input?.Dispose();
        _outputs.ForEach(output => output.Dispose());
        _streams?.Dispose();
        _process?.Dispose();
        _connections.ForEach(connection => connection.Dispose());
    }

    private void SetUp()
    {
        try
        {
            _log = _options.Log?.Open(Complain);
            _streams = _options.Terminal ? null : new ProcessStreams(_options.Stdin);
            _process = _create(_streams?.OfProcess ?? default);
            _streams?.CloseEndsOfProcess();
            ConnectStreams();
            _oom = _process.WatchOom();
            if (_options.PidFile is not null)
            {
                WritePidFile(_options.PidFile, _process.Pid);
            }
        }
        catch (Exception e) when (e is RuntimeException or IOException or UnauthorizedAccessException)
        {
            Abandon(e);
            return;
        }

        Report(_status with { State = MonitorState.Created, Pid = _process.Pid });
    }

    private void ConnectStreams()
    {
        if (_streams is null)
        {
            Fd console = _process!.Console ?? throw new RuntimeException("the process has no terminal");
            NonBlocking.Enable(console);
            _outputs.Add(new ProcessOutput(console, FrameKind.Stdout, isTerminal: true, _log));
            _input = _options.Stdin ? new ProcessInput(console, isTerminal: true) : null;
            return;
        }

        _outputs.Add(new ProcessOutput(_streams.Output, FrameKind.Stdout, isTerminal: false, _log));
        _outputs.Add(new ProcessOutput(_streams.Error, FrameKind.Stderr, isTerminal: false, _log));
        _input = _streams.Input is null ? null : new ProcessInput(_streams.Input, isTerminal: false);
    }

    /// <summary>One wait, and whatever it brought. Output comes before everything else: no word of it is overtaken by the end.</summary>
    private void Turn()
    {
        FillPollSet();
        int wait = TimeToWait(), deadline = _services.TimeToWait();
        bool quiet = !_poll.Wait(Earlier(wait, deadline));
        bool idle = quiet && Earlier(wait, deadline) == wait;
        if (idle && !_memoryReleased && (_log?.NextFlush ?? -1) < 0 && _status.State == MonitorState.Running)
        {
            _memoryReleased = true;
            ResidentMemory.Release();
        }

        ReadOutputs();
        if (_input is not null && Happened(_input.PollIndex))
        {
            _input.WriteQueued();
        }

        if (Happened(_oomIndex))
        {
            TakeOom();
        }

        if (Happened(_processIndex))
        {
            Reap();
        }

        ServeConnections();
        if (_services.Serve(_poll))
        {
            // What that took goes back at the next long silence.
            _memoryReleased = false;
            _idleTime = ServiceIdleTime;
        }

        _log?.Flush();
    }

    private void FillPollSet()
    {
        _poll.Clear();
        _listenerIndex = _connections.Count < _maxConnections ? _poll.Add(_options.Listener, PollEvents.Readable) : -1;
        _oomIndex = _exitCode is null && _oom is not null ? _poll.Add(_oom.Descriptor, _oom.Events) : -1;
        _processIndex = _exitCode is null ? _poll.Add(_process!.PidFd, PollEvents.Readable) : -1;
        if (_input is not null)
        {
            _input.PollIndex = _input.WaitsFor is Fd fd ? _poll.Add(fd, PollEvents.Writable) : -1;
        }

        foreach (ProcessOutput output in _outputs)
        {
            bool wanted = !output.AtEnd && !output.IsHungUp && !IsHeldBack(output);
            output.PollIndex = wanted ? _poll.Add(output.Fd, PollEvents.Readable) : -1;
        }

        bool inputIsFull = _input is { IsFull: true };
        foreach (Connection connection in _connections)
        {
            bool reads = !connection.InputEnded && !(inputIsFull && connection.Streams.HasFlag(MonitorStreams.Stdin));
            PollEvents events =
                (reads ? PollEvents.Readable : PollEvents.None) | (connection.HasUnsent ? PollEvents.Writable : PollEvents.None);

            // A client that has gone would be reported for as long as what it sent has to wait.
            connection.PollIndex = events == PollEvents.None && connection.HasGone ? -1 : _poll.Add(connection.Socket, events);
        }

        _services.AddTo(_poll);
    }

    /// <summary>A subscriber is too slow. Once the process has ended, what is left is little, and nobody can hold it up.</summary>
    private bool IsHeldBack(ProcessOutput output)
    {
        if (_exitCode is not null)
        {
            return false;
        }

        foreach (Connection connection in _connections)
        {
            if (connection.IsFull && connection.Streams.HasFlag(output.Stream))
            {
                return true;
            }
        }

        return false;
    }

    private int TimeToWait()
    {
        if (_exitCode is not null)
        {
            TimeSpan left = _options.DrainTime - _time.GetElapsedTime(_endedAt);
            return (int)Math.Clamp(Math.Ceiling(left.TotalMilliseconds), 0, int.MaxValue);
        }

        int wait = _outputs.Exists(output => output.IsHungUp) ? HungUpRetry
            : _status.State == MonitorState.Running && !_memoryReleased ? _idleTime
            : -1;
        return Earlier(wait, _log?.NextFlush ?? -1);
    }

    /// <summary>-1 is never.</summary>
    private static int Earlier(int one, int other) => one < 0 ? other : other < 0 ? one : Math.Min(one, other);

    private void ReadOutputs()
    {
        foreach (ProcessOutput output in _outputs)
        {
            if (output.IsHungUp || Happened(output.PollIndex))
            {
                ReadOutput(output);
            }
        }
    }

    private void ReadOutput(ProcessOutput output)
    {
        if (output.Read(_buffer.AsSpan(FrameHeader.Size), _time.GetUtcNow()) is not int length)
        {
            return;
        }

        new FrameHeader((byte)output.Kind, length).Write(_buffer);
        ReadOnlySpan<byte> frame = _buffer.AsSpan(0, FrameHeader.Size + length);
        foreach (Connection connection in _connections)
        {
            if (connection.Streams.HasFlag(output.Stream))
            {
                connection.Send(frame);
            }
        }
    }

    private bool Happened(int index) => index >= 0 && _poll[index] != PollEvents.None;

    /// <summary>To everybody.</summary>
    private void Report(MonitorStatus status)
    {
        _status = status;
        foreach (Connection connection in _connections)
        {
            connection.SendStatus(status);
        }
    }

    /// <summary>The daemon keeps what the monitor writes to its error output.</summary>
    public static void Complain(string problem)
    {
        using var error = new Fd(2);
        error.Write(System.Text.Encoding.UTF8.GetBytes($"berth-runtime monitor: {problem}\n"));
        error.SetHandleAsInvalid();
    }

    private static void WritePidFile(string path, int pid)
    {
        string temporary = path + ".tmp";
        File.WriteAllText(temporary, pid.ToString(CultureInfo.InvariantCulture));
        File.Move(temporary, path, overwrite: true);
    }
}
