using System.Diagnostics;
using System.Net;

namespace Berth.Harness;

/// <summary>
/// The published <c>berth-registry</c> on a loopback port and a directory of its own. Disposing it ends it and removes the directory.
/// </summary>
public sealed class BerthRegistry : IRegistry
{
    private readonly BerthRegistryOptions _options;
    private readonly RegistryCertificate _certificate;
    private readonly Lock _logLock = new();
    private Process? _process;
    private Task _log = Task.CompletedTask;

    private BerthRegistry(BerthRegistryOptions options)
    {
        _options = options;
        Root = Directory.CreateTempSubdirectory("berth-registry-test-").FullName;
        _certificate = new RegistryCertificate(Root);
        Port = options.Port == 0 ? FreePort.Next() : options.Port;
    }

    /// <summary>The directory of all its files.</summary>
    public string Root { get; }

    /// <summary>What it keeps: blobs and database.</summary>
    public string Data => Path.Combine(Root, "data");

    public int Port { get; }

    public string Host => $"127.0.0.1:{Port}";

    public Uri Url => new($"{(_options.WithTls ? "https" : "http")}://{Host}/");

    public string CertificateFile => _certificate.CertificateFile;

    /// <summary>False once it has died.</summary>
    public bool IsRunning => _process is { HasExited: false };

    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("the registry is not running");

    public string Log
    {
        get
        {
            lock (_logLock)
            {
                return File.Exists(LogPath) ? File.ReadAllText(LogPath) : "";
            }
        }
    }

    private string LogPath => Path.Combine(Root, "registry.log");

    private string ConfigurationFile => Path.Combine(Root, "registry.toml");

    /// <summary>Makes the accounts, starts a registry, and waits until it answers.</summary>
    public static async Task<BerthRegistry> StartAsync(BerthRegistryOptions? options = null)
    {
        var registry = new BerthRegistry(options ?? new BerthRegistryOptions());
        try
        {
            await registry.PrepareAsync();
            await registry.StartAgainAsync();
            return registry;
        }
        catch
        {
            await registry.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs another verb of the binary on this registry's data, e.g. <c>user list</c>; the server may run meanwhile.</summary>
    /// <param name="stdin">For its standard input.</param>
    public Task<CommandResult> RunAsync(string? stdin, params IEnumerable<string> arguments) =>
        Command.RunAsync(Installation.Binary("berth-registry"), [.. arguments, "--config", ConfigurationFile], stdin);

    /// <summary>Starts it on the port and the directory that it has; after <see cref="StopAsync"/> or <see cref="KillAsync"/>.</summary>
    public Task StartAgainAsync() => StartAgainAsync(failpoint: null);

    /// <summary>The same.</summary>
    /// <param name="failpoint">Where it is to die (docs/dev/debugging.md); null: nowhere.</param>
    public async Task StartAgainAsync(string? failpoint)
    {
        string program = Installation.Binary("berth-registry");
        var start = new ProcessStartInfo(program, ["serve", "--config", ConfigurationFile, .. _options.Arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        if (failpoint is not null)
        {
            start.Environment["BERTH_FAILPOINT"] = failpoint;
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        _process = process;
        process.StandardInput.Close();
        _log = Task.WhenAll(AppendLogAsync(process.StandardOutput), AppendLogAsync(process.StandardError));
        await Condition.WaitAsync($"an answer from {Url}", AnswersAsync, TimeSpan.FromSeconds(30));
    }

    /// <summary>Asks it to end (SIGTERM) and waits for it.</summary>
    /// <exception cref="CommandException">It did not end with 0.</exception>
    /// <exception cref="TimeoutException">It runs on after 30 s.</exception>
    public async Task StopAsync()
    {
        if (_process is not { } process)
        {
            return;
        }

        await Command.RunAsync("kill", ["-TERM", $"{process.Id}"]);
        await Condition.WaitAsync("the registry ends after SIGTERM", () => process.HasExited, TimeSpan.FromSeconds(30));
        int code = process.ExitCode;
        await EndedAsync();
        if (code != 0)
        {
            throw new CommandException($"berth-registry ended with {code} after SIGTERM:\n{Log}");
        }
    }

    /// <summary>Ends it as a crash would: SIGKILL, nothing tidied.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            await EndedAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        finally
        {
            await KillAsync();
            Directory.Delete(Root, recursive: true);
        }
    }

    private async Task PrepareAsync()
    {
        string text = $"""
            addr = "127.0.0.1:{Port}"
            data = "{Data}"
            {_options.Configuration}

            """;
        if (_options.WithTls)
        {
            await _certificate.EnsureAsync();
            text = $"tls = {{ cert = \"{_certificate.CertificateFile}\", key = \"{_certificate.KeyFile}\" }}\n{text}";
        }

        await File.WriteAllTextAsync(ConfigurationFile, text);
        foreach (var (user, password) in _options.Users)
        {
            string[] role = _options.Administrators.Contains(user) ? ["--admin"] : [];
            (await RunAsync(password + "\n", ["user", "add", user, "--password-stdin", .. role])).Succeeded();
        }
    }

    private async Task<bool> AnswersAsync()
    {
        if (_process is { HasExited: true } dead)
        {
            throw new CommandException($"berth-registry ended with {dead.ExitCode} before it answered:\n{Log}");
        }

        using var handler = new SocketsHttpHandler();

        // Whether it answers is asked, not who it is.
#pragma warning disable CA5359
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        using var http = new HttpClient(new MortalServerHandler(handler));
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri(Url, "healthz"));
            return answer.StatusCode != HttpStatusCode.ServiceUnavailable;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task AppendLogAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (_logLock)
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
}
