namespace Berth.Engine.Configuration;

/// <summary>The addresses that the daemon listens on, and how they are protected.</summary>
internal static partial class DaemonOptionsLoader
{
    private const string DefaultTlsDirectory = "/etc/berth";

    private static HostAddress[] Hosts(OptionValue? given) =>
        given is null || given.Items.Count == 0
            ? [HostAddress.Default]
            : [.. given.Items.Select(HostAddress.Parse).Distinct()];

    /// <summary>
    /// As dockerd has it: <c>tlsverify</c>, true or false, turns TLS on as <c>tls</c> does; true asks clients for certificates. Null: no TLS.
    /// </summary>
    private static DaemonTlsOptions? Tls(Dictionary<string, OptionValue> given)
    {
        OptionValue? verify = given.GetValueOrDefault(DaemonOptionTable.TlsVerify);
        if (verify is null && !IsSet(given, DaemonOptionTable.Tls))
        {
            return null;
        }

        return new DaemonTlsOptions(
            File("cert.pem", DaemonOptionTable.TlsCertificate),
            File("key.pem", DaemonOptionTable.TlsKey),
            verify is { IsTrue: true } ? File("ca.pem", DaemonOptionTable.TlsAuthority) : null);

        string File(string name, string id) => AbsolutePath(given, id) ?? Path.Combine(DefaultTlsDirectory, name);
    }

    /// <summary>Who reaches the API is root on this machine: over the network only with a certificate, unless the user insists.</summary>
    private static void RefuseInsecure(HostAddress[] hosts, DaemonTlsOptions? tls, bool allowed)
    {
        HostAddress? open = tls is { VerifiesClients: true } || allowed ? null : Array.Find(hosts, h => h.TcpHost is not null);
        if (open is not null)
        {
            throw new ConfigurationException(InsecureMessage(open.ToString()));
        }
    }

    /// <summary>What is wrong with a network socket that asks for no certificates, and what to do.</summary>
    internal static string InsecureMessage(string address) =>
        $"refusing to listen on {address} without client certificates: everybody who can reach it would be root on this machine. " +
        "Give --tlsverify with --tlscacert, --tlscert and --tlskey; use ssh:// from the client; or, where this is really meant, --allow-insecure-tcp " +
        "(daemon.json: \"allow-insecure-tcp\": true)";
}
