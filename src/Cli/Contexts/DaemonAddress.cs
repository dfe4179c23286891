using Berth.Cli.CommandLine;
using Berth.EngineApi.Http;

namespace Berth.Cli.Contexts;

/// <summary>From a context to a connection: its host, its TLS, and the program that carries an ssh:// host.</summary>
internal static class DaemonAddress
{
    /// <summary>The socket that docker's clients use where nothing is said.</summary>
    public const string DockerSocket = "/var/run/docker.sock";

    /// <summary>Where <c>berthd</c> listens where nothing is said.</summary>
    public const string BerthSocket = "/run/berth.sock";

    /// <summary>The context of this command line with all it takes to connect.</summary>
    /// <exception cref="CommandException">There is no such context, or no such address.</exception>
    public static EngineEndpoint Resolve(CliContext context)
    {
        try
        {
            return context.ContextName == ContextRecord.Default ? OfDefault(context) : OfContext(context, context.ContextName);
        }
        catch (Exception e) when (e is FormatException or CommandException)
        {
            throw new CommandException("Failed to initialize: " + (e is SshAddressException ? "" : "unable to resolve docker endpoint: ") + e.Message);
        }
    }

    /// <summary>The host of the default context, as it is shown.</summary>
    public static string DefaultHost(CliContext context)
    {
        var options = context.Options;
        if (options.Hosts.Values.Count > 1)
        {
            throw new CommandException("Specify only one -H");
        }

        var given = options.Hosts.Values.Count > 0 ? options.Hosts.Values[0]
            : ContextName.HostVariable(options) is { } variable ? options.Variable(variable)! : "";
        if (given.Trim() is "" or "unix://")
        {
            return "unix://" + (context.Program == "docker" && File.Exists(DockerSocket) ? DockerSocket : BerthSocket);
        }

        return given.Trim();
    }

    /// <summary>The parts of an address and of its TLS that are checked before they are kept.</summary>
    /// <exception cref="FormatException">The address is none.</exception>
    /// <exception cref="CommandException">The address or the files are none.</exception>
    public static EngineEndpoint Parse(CliContext context, string host, ClientTls? tls)
    {
        if (host.StartsWith("ssh://", StringComparison.Ordinal))
        {
            var address = SshAddress.Parse(host);
            return EngineEndpoint.Through(host, () => SshTransport.Start(address, context.Program, context.Environment));
        }

        return EngineEndpoint.Parse(host, tls);
    }

    private static EngineEndpoint OfDefault(CliContext context)
    {
        var host = DefaultHost(context);
        return Parse(context, host, context.Options.UsesTls && !host.StartsWith("unix://", StringComparison.Ordinal) ? TlsOfOptions(context.Options) : null);
    }

    private static EngineEndpoint OfContext(CliContext context, string name)
    {
        var record = context.Contexts.Get(name);
        var files = context.Contexts.TlsFiles(name);
        var usesTls = files.Count > 0 || record.SkipTlsVerify;
        var host = record.Host.Length > 0 ? record.Host : throw new CommandException($"context \"{name}\" has no docker endpoint");
        return Parse(context, host, usesTls ? TlsMaterial.Load(files, record.SkipTlsVerify) : null);
    }

    /// <summary>The files that flags name have to be there; those that are looked for by themselves need not, but for the authority.</summary>
    private static ClientTls TlsOfOptions(GlobalOptions options)
    {
        static string? Own(TextFlag flag) => flag.IsSet || File.Exists(flag.Value) ? flag.Value : null;
        var files = TlsMaterial.Read(options.VerifiesTls ? options.TlsCaCert.Value : null, Own(options.TlsCert), Own(options.TlsKey));
        return TlsMaterial.Load(files, skipVerify: !options.VerifiesTls);
    }
}
