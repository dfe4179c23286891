using Berth.Cli.CommandLine;

namespace Berth.Cli;

/// <summary>The options before the command: which daemon, how to reach it, where the client's files are.</summary>
internal sealed class GlobalOptions
{
    private static readonly string[] s_levels = ["trace", "debug", "info", "warn", "warning", "error", "fatal", "panic"];

    private readonly Func<string, string?> _environment;

    /// <param name="environment">Reads an environment variable.</param>
    public GlobalOptions(Func<string, string?> environment)
    {
        _environment = environment;
        var directory = Variable("DOCKER_CONFIG") ?? Path.Combine(Home, ".docker");
        var certificates = Variable("DOCKER_CERT_PATH") ?? directory;
        Config = new TextFlag("config", null, "Directory of the client's configuration files", directory);
        TlsCaCert = new TextFlag("tlscacert", null, "Trust certificates of this authority only", Path.Combine(certificates, "ca.pem"));
        TlsCert = new TextFlag("tlscert", null, "Certificate of this client", Path.Combine(certificates, "cert.pem"));
        TlsKey = new TextFlag("tlskey", null, "Key of this client's certificate", Path.Combine(certificates, "key.pem"));
    }

    public TextFlag Config { get; }

    public TextFlag Context { get; } = new("context", 'c', "Context to use (overrides DOCKER_HOST and the context that was chosen by 'context use')");

    public SwitchFlag Debug { get; } = new("debug", 'D', "Say what is asked of the daemon");

    public ListFlag Hosts { get; } = new("host", 'H', "Daemon to connect to");

    public TextFlag LogLevel { get; } = new("log-level", 'l', "How much to say (debug, info, warn, error, fatal)", "info");

    public SwitchFlag Tls { get; } = new("tls", null, "Use TLS; implied by --tlsverify");

    public TextFlag TlsCaCert { get; }

    public TextFlag TlsCert { get; }

    public TextFlag TlsKey { get; }

    public SwitchFlag TlsVerify { get; } = new("tlsverify", null, "Use TLS and verify the daemon");

    public SwitchFlag Version { get; } = new("version", 'v', "Print the version");

    /// <summary>All of them.</summary>
    public IReadOnlyList<Flag> All => [Config, Context, Debug, Hosts, LogLevel, Tls, TlsCaCert, TlsCert, TlsKey, TlsVerify, Version];

    /// <summary>Whether requests are said on standard error.</summary>
    public bool IsVerbose => Debug.Value || LogLevel.Value is "debug" or "trace";

    /// <summary>The daemon's certificate is checked.</summary>
    public bool VerifiesTls => TlsVerify.IsSet ? TlsVerify.Value : Variable("DOCKER_TLS_VERIFY") is not null;

    /// <summary>TLS is spoken with the daemon of the default context.</summary>
    public bool UsesTls => Tls.Value || VerifiesTls || (!Tls.IsSet && Variable("DOCKER_TLS") is not null);

    /// <summary>The user's home directory.</summary>
    public string Home => Variable("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>An environment variable; null where it is empty.</summary>
    public string? Variable(string name) => _environment(name) is { Length: > 0 } value ? value : null;

    /// <exception cref="CommandException">A value is not known.</exception>
    public void Check()
    {
        if (!s_levels.Contains(LogLevel.Value))
        {
            throw new CommandException($"Unable to parse logging level: {LogLevel.Value}");
        }

        if (Hosts.Values.Count > 0 && Context.Value.Length > 0)
        {
            throw new CommandException("conflicting options: cannot specify both --host and --context");
        }
    }
}
