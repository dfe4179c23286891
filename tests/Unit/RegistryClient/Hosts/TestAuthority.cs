using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Berth.Unit.RegistryClient.Hosts;

/// <summary>An authority that issues certificates for a test.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    public TestAuthority()
    {
        var request = new CertificateRequest("CN=test authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        _certificate = request.CreateSelfSigned(Now.AddDays(-30), Now.AddDays(30));
    }

    /// <summary>Its certificate.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>A certificate with its key, both in PEM.</summary>
    /// <param name="subject"><c>CN=…</c>.</param>
    /// <param name="daysLeft">Negative: it has run out.</param>
    /// <param name="dnsNames">Names that it is for; none: the loopback address.</param>
    public (string Certificate, string Key) Issue(string subject, int daysLeft = 1, params string[] dnsNames)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (string name in dnsNames)
        {
            names.AddDnsName(name);
        }

        if (dnsNames.Length == 0)
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 issued = request.Create(_certificate, Now.AddDays(-20), Now.AddDays(daysLeft), RandomNumberGenerator.GetBytes(8));
        return (issued.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>How a server with such a certificate speaks TLS.</summary>
    public SslServerAuthenticationOptions Serve(int daysLeft = 1, bool asksForClients = false, params string[] dnsNames)
    {
        var (certificate, key) = Issue("CN=server", daysLeft, dnsNames);
        return new SslServerAuthenticationOptions
        {
            ServerCertificate = X509Certificate2.CreateFromPem(certificate, key),
            ClientCertificateRequired = asksForClients,
#pragma warning disable CA5359 // The test looks at what the client shows.
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
        };
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }
}
