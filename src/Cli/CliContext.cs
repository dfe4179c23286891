using Berth.Cli.Credentials;
using Berth.Cli.Terminal;
using Berth.EngineApi;
using Berth.EngineApi.Http;

namespace Berth.Cli;

/// <summary>What a command works with: its streams, its terminal, the daemon, the clock.</summary>
internal sealed class CliContext : IDisposable
{
    private EngineClient? _client;
    private ClientConfig? _config;

    /// <summary>The name the program was called by: <c>berth</c>, or <c>docker</c> through a link.</summary>
    public required string Program { get; init; }

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Standard streams as bytes.</summary>
    public required StandardStreams Streams { get; init; }

    public required TerminalDevice Terminal { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>The daemon that <c>-H</c> names.</summary>
    public string? Host { get; set; }

    /// <summary>Set by <c>--version</c>.</summary>
    public bool ShowVersion { get; set; }

    /// <summary>The daemon's client, connected on first use.</summary>
    public EngineClient Client => _client ??= new EngineClient(Endpoint(), Variable("DOCKER_API_VERSION"));

    /// <summary>The configuration file, read on first use; what is wrong with it is said then.</summary>
    public ClientConfig Config => _config ??= ReadConfig();

    public void Dispose() => _client?.Dispose();

    /// <summary>The error line for a daemon that is not there.</summary>
    public string Describe(EngineConnectionException error)
    {
        var (product, daemon) = Program == "docker" ? ("Docker", "docker") : ("Berth", "berthd");
        return error.IsPermissionDenied
            ? $"permission denied while trying to connect to the {product} daemon socket at {error.Endpoint.Text}"
            : $"Cannot connect to the {product} daemon at {error.Endpoint.Text}. Is the {daemon} daemon running?";
    }

    /// <summary>The error line for a daemon's refusal.</summary>
    public static string Describe(EngineApiException error) => "Error response from daemon: " + error.Message;

    /// <summary>
    /// Does the same for each operand, prints what came of it, goes on after a refusal, and fails at the end if there was one.
    /// </summary>
    public int ForEach(IEnumerable<string> operands, Action<string> action)
    {
        var failed = false;
        foreach (var operand in operands)
        {
            try
            {
                action(operand);
            }
            catch (EngineApiException e)
            {
                Error.WriteLine(Describe(e));
                failed = true;
            }
        }

        return failed ? 1 : 0;
    }

    private EngineEndpoint Endpoint()
    {
        var text = Host ?? Variable("BERTH_HOST") ?? Variable("DOCKER_HOST")
            ?? (Program == "docker" && File.Exists("/var/run/docker.sock") ? "unix:///var/run/docker.sock" : "unix:///run/berth.sock");
        try
        {
            return EngineEndpoint.Parse(text);
        }
        catch (FormatException e)
        {
            throw new CommandLine.CommandException(e.Message);
        }
    }

    private ClientConfig ReadConfig()
    {
        var home = Variable("HOME") ?? System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);
        var directory = Variable("DOCKER_CONFIG") ?? Path.Combine(home, ".docker");
        var config = ClientConfig.Load(Path.Combine(directory, "config.json"));
        if (config.Problem is { } problem)
        {
            Error.WriteLine("WARNING: Error " + problem);
        }

        return config;
    }

    private string? Variable(string name) => Environment(name) is { Length: > 0 } value ? value : null;
}
