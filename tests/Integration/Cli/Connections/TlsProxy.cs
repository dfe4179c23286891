using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Berth.Integration.Cli.Connections;

/// <summary>TLS with client certificates before a daemon's socket, on a loopback port, and the files that a client needs for it.</summary>
public sealed class TlsProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _socket;
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _server;

    public TlsProxy(string socket)
    {
        _socket = socket;
        Directory = System.IO.Directory.CreateTempSubdirectory("berth-tls-").FullName;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        _authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        _server = Issue("server", "1.3.6.1.5.5.7.3.1", out _);
        using X509Certificate2 client = Issue("client", "1.3.6.1.5.5.7.3.2", out string clientKey);
        File.WriteAllText(Path.Combine(Directory, "ca.pem"), _authority.ExportCertificatePem());
        File.WriteAllText(Path.Combine(Directory, "cert.pem"), client.ExportCertificatePem());
        File.WriteAllText(Path.Combine(Directory, "key.pem"), clientKey);
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where ca.pem, cert.pem and key.pem are.</summary>
    public string Directory { get; }

    public string Host => $"tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public void Dispose()
    {
        _listener.Dispose();
        _server.Dispose();
        _authority.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private X509Certificate2 Issue(string name, string purpose, out string pem)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        using X509Certificate2 issued = request.Create(_authority, _authority.NotBefore, _authority.NotAfter, Guid.NewGuid().ToByteArray());
        pem = key.ExportPkcs8PrivateKeyPem();
        using X509Certificate2 whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), password: null);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private async Task ServeAsync(Socket accepted)
    {
        using var daemon = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await using var client = new SslStream(new NetworkStream(accepted, ownsSocket: true));
        try
        {
            await client.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = _server,
                ClientCertificateRequired = true,
                CertificateChainPolicy = new X509ChainPolicy
                {
                    RevocationMode = X509RevocationMode.NoCheck,
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { _authority },
                },
            });
            await daemon.ConnectAsync(new UnixDomainSocketEndPoint(_socket));
            await using var inner = new NetworkStream(daemon);
            Task up = CopyAsync(client, inner, () => daemon.Shutdown(SocketShutdown.Send));
            await CopyAsync(inner, client, () => { });
            await client.ShutdownAsync();
            await up;
        }
        catch (Exception e) when (e is IOException or AuthenticationException or SocketException)
        {
            // A client that is not trusted, or has gone.
        }
    }

    private static async Task CopyAsync(Stream from, Stream to, Action end)
    {
        try
        {
            await from.CopyToAsync(to);
            end();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // One side has gone.
        }
    }
}
