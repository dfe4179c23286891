using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Berth.Harness;

/// <summary>
/// Debian's docker-registry (distribution 2.8) on a loopback port and a directory of its own. Disposing it ends it and removes the directory.
/// </summary>
public sealed class RegistryServer : IRegistry
{
    private readonly RegistryServerOptions _options;
    private readonly string _root;
    private readonly RegistryCertificate _certificate;
    private Process? _process;
    private Task _log = Task.CompletedTask;

    private RegistryServer(RegistryServerOptions options)
    {
        _options = options;
        _root = Directory.CreateTempSubdirectory("berth-registry-test-").FullName;
        _certificate = new RegistryCertificate(_root);
        Port = options.Port == 0 ? FreePort.Next() : options.Port;
    }

    public int Port { get; }

    /// <summary>As references name it: <c>127.0.0.1:5000</c>.</summary>
    public string Host => $"127.0.0.1:{Port}";

    public Uri Url => new($"{(_options.WithTls ? "https" : "http")}://{Host}/");

    /// <summary>The registry's certificate, self-signed, in PEM; only with TLS.</summary>
    public string CertificateFile => _certificate.CertificateFile;

    /// <summary>Where its content is: <c>docker/registry/v2/…</c>.</summary>
    public string Storage => Path.Combine(_root, "storage");

    /// <summary>What it has printed so far, with a line for each request.</summary>
    public string Log => File.Exists(LogPath) ? ReadShared(LogPath) : "";

    private string LogPath => Path.Combine(_root, "registry.log");

    /// <summary>Starts a registry and waits until it answers.</summary>
    /// <exception cref="FileNotFoundException">docker-registry is not installed.</exception>
    public static async Task<RegistryServer> StartAsync(RegistryServerOptions? options = null)
    {
        var server = new RegistryServer(options ?? new RegistryServerOptions());
        try
        {
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A TCP port of the loopback that nothing listens on.</summary>

    /// <summary>Starts it on the port and the directory that it has; after <see cref="StopAsync"/>.</summary>
    public async Task StartAgainAsync()
    {
        string program = Installation.OnPath("docker-registry")
            ?? throw new FileNotFoundException("no docker-registry on the PATH (Debian package docker-registry)");
        string configuration = Path.Combine(_root, "config.yml");
        await File.WriteAllTextAsync(configuration, await ConfigurationAsync());
        var start = new ProcessStartInfo(program, ["serve", configuration])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        _process = process;
        process.StandardInput.Close();
        _log = Task.WhenAll(AppendLogAsync(process.StandardOutput), AppendLogAsync(process.StandardError));
        await Condition.WaitAsync($"an answer from {Url}", AnswersAsync, TimeSpan.FromSeconds(30));
    }

    /// <summary>Ends it at once; what it has stored stays.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process)
        {
            return;
        }

        _process = null;
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
        await _log;
        process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_root, recursive: true);
    }

    private async Task<string> ConfigurationAsync()
    {
        string text = $"""
            version: 0.1
            log:
              level: info
            storage:
              filesystem:
                rootdirectory: {Storage}
              delete:
                enabled: {(_options.WithDelete ? "true" : "false")}
            http:
              addr: 127.0.0.1:{Port}
              secret: not-a-secret

            """;
        text += _options.WithRelativeUrls ? "  relativeurls: true\n" : "";
        if (_options.WithTls)
        {
            await _certificate.EnsureAsync();
            text += $"  tls: {{certificate: {CertificateFile}, key: {_certificate.KeyFile}}}\n";
        }

        if (_options.Users.Count > 0)
        {
            text += $"auth: {{htpasswd: {{realm: berth-test, path: {await WriteUsersAsync()}}}}}\n";
        }

        if (_options.Token is { } token)
        {
            text += $"auth: {{token: {{realm: \"{token.Realm}\", service: \"{token.Service}\", issuer: \"{token.Issuer}\", "
                + $"rootcertbundle: {token.RootCertificateFile}}}}}\n";
        }

        if (_options.WithSchema1)
        {
            text += "compatibility: {schema1: {enabled: true}}\n";
        }

        if (_options.ProxyOf is { } remote)
        {
            text += $"proxy: {{remoteurl: \"{remote}\"}}\n";
        }

        return text + _options.Configuration;
    }

    private async Task<string> WriteUsersAsync()
    {
        string path = Path.Combine(_root, "htpasswd");
        string lines = "";
        foreach (var (user, password) in _options.Users)
        {
            CommandResult made = await Command.RunAsync("htpasswd", ["-nbBC", "4", user, password]);
            made.Succeeded();
            lines += made.Output.Trim() + "\n";
        }

        await File.WriteAllTextAsync(path, lines);
        return path;
    }

    private async Task<bool> AnswersAsync()
    {
        if (_process is { HasExited: true } dead)
        {
            throw new CommandException($"docker-registry ended with {dead.ExitCode} before it answered:\n{Log}");
        }

        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
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

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
