using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Berth.Harness;

/// <summary>
/// A private daemon on roots of its own below /tmp, with a bridge subnet and a socket of its own, so that any number run side by
/// side and beside the machine's own engine. Disposing it removes its containers, stops it, and fails when it left something behind.
/// </summary>
public sealed class Daemon : IAsyncDisposable
{
    /// <summary>The image that <see cref="BusyboxImage"/> makes, imported under this name.</summary>
    public const string Busybox = "berth-test/busybox:latest";

    private readonly DaemonOptions _options;
    private Process? _process;
    private Task _log = Task.CompletedTask;

    private Daemon(DaemonOptions options)
    {
        _options = options;
        Root = Directory.CreateTempSubdirectory("berth-test-").FullName;
        byte[] random = RandomNumberGenerator.GetBytes(2);
        Bip = $"10.{200 + (random[0] % 50)}.{random[1]}.1/24";
        Http = new HttpClient(new MortalServerHandler(new SocketsHttpHandler { ConnectCallback = ConnectAsync })) { BaseAddress = new Uri("http://localhost") };
    }

    /// <summary>The directory that holds all of this daemon's files.</summary>
    public string Root { get; }

    public string DataRoot => Path.Combine(Root, "data");

    public string ExecRoot => Path.Combine(Root, "exec");

    public string Socket => Path.Combine(Root, "api.sock");

    public string Host => $"unix://{Socket}";

    /// <summary>The address and prefix of the default bridge.</summary>
    public string Bip { get; }

    /// <summary>Speaks to the API socket directly.</summary>
    public HttpClient Http { get; }

    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("the daemon is not running");

    /// <summary>What the daemon has printed so far.</summary>
    public string Log => File.Exists(LogPath) ? File.ReadAllText(LogPath) : "";

    private string LogPath => Path.Combine(Root, "daemon.log");

    /// <summary>Starts a daemon and waits until it answers.</summary>
    public static async Task<Daemon> StartAsync(DaemonOptions? options = null)
    {
        var daemon = new Daemon(options ?? new DaemonOptions());
        try
        {
            await daemon.StartAgainAsync();
            if (daemon._options.WithBusybox)
            {
                await daemon.ImportBusyboxAsync();
            }

            return daemon;
        }
        catch
        {
            await daemon.DiscardAsync();
            throw;
        }
    }

    /// <summary>The client under test, for a shell line.</summary>
    public string Client => ClientPath;

    /// <summary>Runs the client under test (<see cref="Target"/>) against this daemon.</summary>
    public Task<CommandResult> RunAsync(params IEnumerable<string> arguments) => RunWithInputAsync(null, arguments);

    /// <summary>The same, with text for its standard input.</summary>
    public Task<CommandResult> RunWithInputAsync(string? stdin, params IEnumerable<string> arguments) =>
        Command.RunAsync(ClientPath, ["-H", Host, .. arguments], stdin);

    /// <summary>The same, with one more variable in its environment.</summary>
    /// <param name="variable"><c>NAME=VALUE</c>.</param>
    public Task<CommandResult> RunWithVariableAsync(string variable, string? stdin, params IEnumerable<string> arguments) =>
        Command.RunAsync("env", [variable, ClientPath, "-H", Host, .. arguments], stdin);

    /// <summary>The same, with a stream for its standard input.</summary>
    public Task<CommandResult> RunWithStreamAsync(Stream stdin, params IEnumerable<string> arguments) =>
        Command.RunAsync(ClientPath, ["-H", Host, .. arguments], stdin);

    /// <summary>Runs another client, e.g. the real docker command, against this daemon.</summary>
    public Task<CommandResult> RunClientAsync(string clientPath, params IEnumerable<string> arguments) =>
        Command.RunAsync(clientPath, ["-H", Host, .. arguments], stdin: (string?)null);

    /// <summary>Starts the client under test on a terminal of its own.</summary>
    public Terminal OpenTerminal(params IEnumerable<string> arguments) =>
        Terminal.Start(ClientPath, ["-H", Host, .. arguments]);

    /// <summary>Starts the daemon on the roots it has; after <see cref="KillAsync"/> or <see cref="StopAsync"/>.</summary>
    /// <param name="failpoint">Where it is to die (docs/dev/debugging.md); null: nowhere.</param>
    public async Task StartAgainAsync(string? failpoint = null)
    {
        string[] daemon = [DaemonPath, .. CommonArguments, .. TargetArguments, .. _options.Arguments];
        string[] line = _options.NetworkNamespace is { } host ? ["nsenter", $"--net={host}", "--", .. daemon] : daemon;
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach ((string name, string value) in _options.Environment)
        {
            start.Environment[name] = value;
        }

        if (failpoint is not null)
        {
            start.Environment["BERTH_FAILPOINT"] = failpoint;
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{DaemonPath} did not start");
        _process = process;
        process.StandardInput.Close();
        _log = Task.WhenAll(AppendLogAsync(process.StandardOutput), AppendLogAsync(process.StandardError));
        await Condition.WaitAsync($"an answer from {Host}", AnswersAsync, TimeSpan.FromSeconds(30));
    }

    /// <summary>Ends the daemon as a crash would: SIGKILL, nothing tidied.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            await EndedAsync();
        }
    }

    /// <summary>Asks the daemon to end (SIGTERM) and waits for it.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="TimeoutException">It runs on after 30 s.</exception>
    public async Task<int> StopAsync()
    {
        if (_process is not { } process)
        {
            return 0;
        }

        await Command.RunAsync("kill", ["-TERM", $"{process.Id}"]);
        await Condition.WaitAsync("the daemon ends after SIGTERM", () => process.HasExited, TimeSpan.FromSeconds(30));
        int code = process.ExitCode;
        await EndedAsync();
        return code;
    }

    /// <summary>Waits until the daemon has ended by itself.</summary>
    /// <returns>Its exit code; 137 after SIGKILL.</returns>
    /// <exception cref="TimeoutException">It runs on after 20 s.</exception>
    public async Task<int> WaitForEndAsync()
    {
        Process process = _process ?? throw new InvalidOperationException("the daemon is not running");
        await WaitUntilItEndedAsync();
        int code = process.ExitCode;
        await EndedAsync();
        return code;
    }

    /// <summary>The same, and the exit code is still to be had.</summary>
    public Task WaitUntilItEndedAsync() => Condition.WaitAsync("the daemon ends", () => _process is not { HasExited: false });

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_process is not null)
            {
                string[] ids = (await RunAsync("ps", "-aq")).Lines;
                if (ids.Length > 0)
                {
                    await RunAsync(["rm", "-f", .. ids]);
                }

                await StopAsync();
            }

            await CheckLeftoversAsync();
        }
        finally
        {
            await DiscardAsync();
        }
    }

    private string DaemonPath => _options.Reference
        ? Installation.OnPath("dockerd") ?? throw new FileNotFoundException("no dockerd on the PATH (Debian package docker.io)")
        : Installation.Binary("berthd");

    /// <summary>The client under test.</summary>
    public string ClientPath => _options.Reference || Target.IsDockerClient
        ? Installation.OnPath("docker") ?? throw new FileNotFoundException("no docker on the PATH")
        : Installation.Binary("berth");

    private string[] CommonArguments =>
        ["--data-root", DataRoot, "--exec-root", ExecRoot, "-H", Host, "--pidfile", Path.Combine(Root, "daemon.pid")];

    private string[] TargetArguments =>
        _options.Reference && _options.NetworkNamespace is null && (!Target.IsDockerd || !Target.HasBridge) ? ["--bridge", "none", "--iptables=false"] : ["--bip", Bip];

    private async Task ImportBusyboxAsync()
    {
        using var archive = new MemoryStream();
        await BusyboxImage.WriteAsync(archive);
        archive.Position = 0;
        (await RunWithStreamAsync(archive, "import", "--change", "CMD [\"/bin/sh\"]", "-", Busybox)).Succeeded();
    }

    /// <summary>Monitors end just after their container: give them a moment, then insist. The reference leaves mounts of its own.</summary>
    private async Task CheckLeftoversAsync()
    {
        try
        {
            await Condition.WaitAsync("nothing is left", () => _options.Reference || Leftovers.Below(Root).Length == 0);
        }
        catch (TimeoutException)
        {
            string log = string.Join('\n', Log.Split('\n').TakeLast(30));
            throw new CommandException(
                $"left behind below {Root}:\n{string.Join('\n', Leftovers.Below(Root))}\n--- the end of the daemon's log\n{log}");
        }
    }

    private async Task<bool> AnswersAsync()
    {
        if (_process is { HasExited: true } dead)
        {
            throw new CommandException($"{DaemonPath} ended with {dead.ExitCode} before it answered:\n{Log}");
        }

        try
        {
            using HttpResponseMessage answer = await Http.GetAsync(new Uri("/_ping", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task AppendLogAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (_options)
            {
                File.AppendAllText(LogPath, line + "\n");
            }
        }
    }

    private async Task EndedAsync()
    {
        await _log;
        _process?.Dispose();
        _process = null;
    }

    private async Task DiscardAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }

        Http.Dispose();
        await Leftovers.RemoveBelowAsync(Root);
    }
}
