using Berth.Cli.Contexts;
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
    private EngineEndpoint? _endpoint;
    private GlobalOptions? _options;

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

    /// <summary>The options before the command.</summary>
    public GlobalOptions Options => _options ??= new GlobalOptions(Environment);

    /// <summary>The contexts on the disk.</summary>
    public ContextStore Contexts => new(Options.Config.Value);

    /// <summary>The context that commands use.</summary>
    public string ContextName => Cli.Contexts.ContextName.Choose(Options, Config.CurrentContext);

    /// <summary>Where the daemon is, found out on first use.</summary>
    public EngineEndpoint Endpoint => _endpoint ??= DaemonAddress.Resolve(this);

    /// <summary>The daemon's client, connected on first use.</summary>
    public EngineClient Client => _client ??= new EngineClient(Endpoint, Options.Variable("DOCKER_API_VERSION"))
    {
        Headers = CustomHeaders.Of(Options.Variable("DOCKER_CUSTOM_HEADERS"), Config.Texts("HttpHeaders")),
        Trace = Options.IsVerbose ? Trace : null,
    };

    /// <summary>The configuration file, read on first use; what is wrong with it is said then.</summary>
    public ClientConfig Config => _config ??= ReadConfig();

    /// <summary>The key sequence of a flag, else that of the configuration file; empty: the daemon's own.</summary>
    public string DetachKeys(CommandLine.TextFlag flag) => flag.Value.Length > 0 ? flag.Value : Config.Setting("detachKeys");

    /// <summary>The format of a flag, else the one that the configuration file has for this listing; empty: the listing's own.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="setting">The file's setting, such as <c>psFormat</c>.</param>
    /// <param name="quiet">The flag that shows IDs only goes before the file.</param>
    public string Format(CommandLine.TextFlag flag, string setting, bool quiet) =>
        flag.Value.Length > 0 || quiet ? flag.Value : Config.Setting(setting);

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

    private void Trace(string line) => Error.WriteLine($"time=\"{Time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}\" level=debug msg=\"{line}\"");

    private ClientConfig ReadConfig()
    {
        var config = ClientConfig.Load(Path.Combine(Options.Config.Value, "config.json"));
        if (config.Problem is { } problem)
        {
            Error.WriteLine("WARNING: Error " + problem);
        }

        return config;
    }
}
