using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Berth.Integration.Daemons;

/// <summary>An authority with certificates that it has signed, as PEM files of a directory: <c>NAME.pem</c> and <c>NAME-key.pem</c>.</summary>
internal sealed class TestAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly string _directory;

    public TestAuthority(string directory)
    {
        _directory = Directory.CreateDirectory(directory).FullName;
        var request = new CertificateRequest("CN=test authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        _certificate = request.CreateSelfSigned(Start, End);
        File.WriteAllText(PemFile("ca"), _certificate.ExportCertificatePem());
    }

    /// <summary>All certificates end together: none may outlive its authority.</summary>
    private static DateTimeOffset Start { get; } = TimeProvider.System.GetUtcNow().AddDays(-1);

    private static DateTimeOffset End => Start.AddDays(3);

    public string CertificateFile => PemFile("ca");

    public string PemFile(string name) => Path.Combine(_directory, $"{name}.pem");

    public string KeyFile(string name) => Path.Combine(_directory, $"{name}-key.pem");

    /// <summary>The arguments of docker and berth for a client with such a certificate.</summary>
    public string[] ClientArguments(string name) =>
        ["--tlsverify", "--tlscacert", CertificateFile, "--tlscert", PemFile(name), "--tlskey", KeyFile(name)];

    public void SignServer(string name) => Sign(name, ServerAuthentication);

    public void SignClient(string name) => Sign(name, ClientAuthentication);

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    private void Sign(string name, string usage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        using X509Certificate2 certificate = request.Create(_certificate, Start, End, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(PemFile(name), certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile(name), key.ExportPkcs8PrivateKeyPem());
    }
}
