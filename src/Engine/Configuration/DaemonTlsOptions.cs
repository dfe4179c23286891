namespace Berth.Engine.Configuration;

/// <summary>How the daemon's TCP sockets are protected (PEM files).</summary>
/// <param name="CertificateFile">The daemon's certificate, with those between it and its authority.</param>
/// <param name="KeyFile">Its key, not encrypted.</param>
/// <param name="AuthorityFile">Who signs the certificates of clients; null: clients need none.</param>
public sealed record DaemonTlsOptions(string CertificateFile, string KeyFile, string? AuthorityFile)
{
    public bool VerifiesClients => AuthorityFile is not null;
}
