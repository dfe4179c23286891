using System.Net.Sockets;
using System.Text.Json;
using Berth.Harness;
using Berth.Linux;

namespace Berth.Integration.Runtime;

/// <summary>A <c>berth-runtime monitor</c>, started as the daemon starts it.</summary>
internal sealed class MonitorProcess : IAsyncDisposable
{
    private readonly string _directory;
    private int? _exitCode;
    private MonitorPeer? _first;

    private MonitorProcess(string directory) => _directory = directory;

    public int Pid { get; private set; }

    public string ExitFile => Path.Combine(_directory, "exit.json");

    public string Log => Path.Combine(_directory, "json.log");

    public string PidFile => Path.Combine(_directory, "pid");

    /// <summary>What it complained of.</summary>
    public string Complaints => File.ReadAllText(Path.Combine(_directory, "monitor.log"));

    /// <summary>Of a container.</summary>
    public static MonitorProcess Start(RuntimeSandbox sandbox, string id, string bundle, params IEnumerable<string> options) =>
        Start(sandbox, id, ["--bundle", bundle, .. options], [id], log: true);

    /// <summary>Of a process added to one.</summary>
    public static MonitorProcess Exec(
        RuntimeSandbox sandbox, string containerId, string processJson, params IEnumerable<string> options)
    {
        string id = RuntimeSandbox.NewId();
        string file = Path.Combine(sandbox.Root, $"{id}.json");
        File.WriteAllText(file, processJson);
        return Start(sandbox, id, ["--exec", file, .. options], [id, containerId], log: false);
    }

    public MonitorPeer Connect() => Interlocked.Exchange(ref _first, null) ?? new MonitorPeer(Path.Combine(_directory, "s"));

    /// <summary>Connects, subscribes and starts the program.</summary>
    public MonitorPeer Run(int streams)
    {
        MonitorPeer peer = Connect();
        peer.WaitFor("created");
        peer.Subscribe(streams);
        peer.WaitFor("created");
        peer.Start();
        return peer;
    }

    /// <summary>What the log holds, a stream and a text for each line.</summary>
    public string[] LogLines() =>
    [
        .. File.ReadLines(Log)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Select(line => $"{line.GetProperty("stream").GetString()}: {line.GetProperty("log").GetString()}"),
    ];

    /// <summary>Its resident set (proc_pid_status(5)).</summary>
    public int ResidentKilobytes() => int.Parse(
        File.ReadLines($"/proc/{Pid}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', '\t')[^2],
        System.Globalization.CultureInfo.InvariantCulture);

    public JsonElement ReadExitFile() => JsonDocument.Parse(File.ReadAllText(ExitFile)).RootElement;

    public void Kill()
    {
        using var process = System.Diagnostics.Process.GetProcessById(Pid);
        process.Kill();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> WaitAsync()
    {
        await Condition.WaitAsync("end of the monitor", () => (_exitCode ??= ChildProcess.TryWait(Pid)) is not null);
        return _exitCode!.Value;
    }

    public async ValueTask DisposeAsync()
    {
        _first?.Dispose();
        if (_exitCode is null && (_exitCode = ChildProcess.TryWait(Pid)) is null)
        {
            Kill();
            await WaitAsync();
        }
    }

    private static MonitorProcess Start(
        RuntimeSandbox sandbox, string id, IEnumerable<string> options, IEnumerable<string> names, bool log)
    {
        var monitor = new MonitorProcess(Directory.CreateDirectory(Path.Combine(sandbox.Root, "m", id)).FullName);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string bound = Path.Combine(monitor._directory, "bound");
        listener.Bind(new UnixDomainSocketEndPoint(bound));
        listener.Listen(16);

        // .NET deletes the name it bound when it closes the socket; the monitor is reached by another.
        File.Move(bound, Path.Combine(monitor._directory, "s"));

        // Before it runs: one that fails at once has ended before anybody could connect.
        monitor._first = new MonitorPeer(Path.Combine(monitor._directory, "s"));
        using Fd complaints = Fd.Open(
            Path.Combine(monitor._directory, "monitor.log"), OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND, 0x180);
        string[] logOptions = log ? ["--log-path", monitor.Log, "--pid-file", monitor.PidFile] : [];
        monitor.Pid = new Spawn
        {
            Path = RuntimeSandbox.Executable(RuntimeSandbox.Ours),
            Arguments =
            [
                "berth-runtime", "--root", sandbox.StateRoot(RuntimeSandbox.Ours), "monitor", "--exit-file", monitor.ExitFile, .. logOptions, .. options,
                .. names,
            ],
            Descriptors = [-1, -1, complaints.Number, (int)listener.Handle],
            NewSession = true,
        }.Start();

        return monitor;
    }
}
