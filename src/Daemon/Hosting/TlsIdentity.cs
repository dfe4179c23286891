using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Berth.Engine.Configuration;

namespace Berth.Daemon.Hosting;

/// <summary>
/// What the daemon's TCP connections are protected with: its certificate, and who signs those of its clients. Read again at SIGHUP;
/// connections that there are keep what they have.
/// </summary>
internal sealed class TlsIdentity : IDisposable
{
    /// <summary>Extended key usage "client authentication" (RFC 5280, 4.2.1.12).</summary>
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly DaemonTlsOptions _files;
    private X509Certificate2 _certificate;

    private TlsIdentity(DaemonTlsOptions files)
    {
        _files = files;
        (_certificate, Current) = Load(files);
    }

    /// <summary>What the next connection gets: TLS 1.2 or 1.3.</summary>
    public SslServerAuthenticationOptions Current { get; private set; }

    /// <exception cref="IOException">A file cannot be read, is none, or certificate and key do not belong together.</exception>
    public static TlsIdentity Open(DaemonTlsOptions files) => new(files);

    /// <summary>Reads the files again; where they are wrong, all stays as it was.</summary>
    /// <exception cref="IOException">As with <see cref="Open"/>.</exception>
    public void Reload() => (_certificate, Current) = Load(_files);

    public void Dispose() => _certificate.Dispose();

    private static (X509Certificate2 Certificate, SslServerAuthenticationOptions Options) Load(DaemonTlsOptions files)
    {
        string pair = $"Could not load X509 key pair (cert: \"{files.CertificateFile}\", key: \"{files.KeyFile}\")";
        string certificate = Read(files.CertificateFile, pair), key = Read(files.KeyFile, pair);
        try
        {
            var leaf = X509Certificate2.CreateFromPem(certificate, key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificate);
            var options = new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(leaf, chain, offline: true),
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
                ClientCertificateRequired = files.VerifiesClients,
                CertificateChainPolicy = files.AuthorityFile is { } authority ? ClientPolicy(authority) : null,
            };
            return (leaf, options);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new IOException($"{pair}: {e.Message}", e);
        }
    }

    /// <summary>Only certificates that this authority has signed, and for clients; nobody else's word counts, nor is anybody asked.</summary>
    private static X509ChainPolicy ClientPolicy(string authorityFile)
    {
        string text = Read(authorityFile, $"could not read CA certificate \"{authorityFile}\"");
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        policy.CustomTrustStore.ImportFromPem(text);
        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new IOException($"failed to append certificates from PEM file: \"{authorityFile}\"");
    }

    private static string Read(string path, string what)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string reason = e is UnauthorizedAccessException ? "permission denied" : "no such file or directory";
            throw new IOException($"{what}: open {path}: {reason}", e);
        }
    }
}
