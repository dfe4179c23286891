using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Berth.Harness;

namespace Berth.Integration.Cli.Seed;

/// <summary>
/// The world that the tutorial reaches, on the loopback: an HTTP proxy behind which <c>registry-1.docker.io</c> is Debian's docker-registry,
/// <c>auth.docker.io</c> gives its tokens, <c>index.docker.io</c> answers searches, and every other host has one file. Its certificates are an authority's that a daemon trusts by
/// SSL_CERT_FILE.
/// </summary>
public sealed class HubStandIn : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _directory = Directory.CreateTempSubdirectory("berth-hub-").FullName;
    private readonly TokenServer _tokens;
    private readonly RegistryServer _registry;
    private readonly X509Certificate2 _certificate;
    private readonly string _results;
    private readonly byte[] _file;

    private HubStandIn(TokenServer tokens, RegistryServer registry, string results, byte[] file)
    {
        (_tokens, _registry, _results, _file) = (tokens, registry, results, file);
        _certificate = Issue();
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The registry behind it, <c>127.0.0.1:PORT</c>.</summary>
    public string RegistryHost => _registry.Host;

    /// <summary>What a daemon needs in its environment to go this way.</summary>
    public IReadOnlyDictionary<string, string> Environment
    {
        get
        {
            string proxy = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
            return new Dictionary<string, string>
            {
                ["HTTP_PROXY"] = proxy,
                ["HTTPS_PROXY"] = proxy,
                ["SSL_CERT_FILE"] = Path.Combine(_directory, "ca.pem"),
            };
        }
    }

    /// <param name="user">Who may push, with a password.</param>
    /// <param name="results">The items of a search, in JSON.</param>
    /// <param name="file">What a download gives.</param>
    public static async Task<HubStandIn> StartAsync(KeyValuePair<string, string> user, string results, byte[] file)
    {
        TokenServer tokens = TokenServer.Start(new Dictionary<string, string> { [user.Key] = user.Value });
        RegistryServer registry = await RegistryServer.StartAsync(new RegistryServerOptions
        {
            Token = tokens.Options with { Realm = "https://auth.docker.io/token" },
            WithRelativeUrls = true,
        });
        return new HubStandIn(tokens, registry, results, file);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _certificate.Dispose();
        await _registry.DisposeAsync();
        await _tokens.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private X509Certificate2 Issue()
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=hub", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 authority = authorityRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        File.WriteAllText(Path.Combine(_directory, "ca.pem"), authority.ExportCertificatePem());

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=docker.io", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("auth.docker.io");
        names.AddDnsName("registry-1.docker.io");
        names.AddDnsName("index.docker.io");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 issued = request.Create(authority, authority.NotBefore, authority.NotAfter, Guid.NewGuid().ToByteArray());
        using X509Certificate2 whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), password: null);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private async Task ServeAsync(TcpClient accepted)
    {
        using TcpClient client = accepted;
        try
        {
            NetworkStream stream = client.GetStream();
            string head = await ReadHeadAsync(stream);
            if (!head.StartsWith("CONNECT ", StringComparison.Ordinal))
            {
                await AnswerAsync(stream, "application/octet-stream", _file);
                return;
            }

            await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray());
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate });
            if (head.StartsWith("CONNECT index.", StringComparison.Ordinal))
            {
                await SearchAsync(tls);
                return;
            }

            if (head.StartsWith("CONNECT auth.", StringComparison.Ordinal))
            {
                await AskForTokenAsync(tls);
                return;
            }

            using var registry = new TcpClient();
            await registry.ConnectAsync(IPAddress.Loopback, _registry.Port);
            await Task.WhenAny(tls.CopyToAsync(registry.GetStream()), registry.GetStream().CopyToAsync(tls));
        }
        catch (Exception e) when (e is IOException or AuthenticationException or SocketException or ObjectDisposedException)
        {
            // One side has gone.
        }
    }

    private async Task SearchAsync(SslStream stream)
    {
        while (await ReadHeadAsync(stream) is { Length: > 0 } head)
        {
            byte[] body = head.Contains("/v1/search", StringComparison.Ordinal)
                ? Encoding.UTF8.GetBytes($$"""{"num_pages":1,"num_results":1,"page":1,"page_size":25,"query":"","results":[{{_results}}]}""")
                : "true"u8.ToArray();
            await AnswerAsync(stream, "application/json", body);
        }
    }

    /// <summary>
    /// One request, under the name that the service has itself. It gives no token that outlives the session: Docker Hub gave none in the tutorial's
    /// time, and a password that is stored is what the warning there is about.
    /// </summary>
    private async Task AskForTokenAsync(SslStream client)
    {
        var service = new Uri(_tokens.Url);
        string[] lines = (await ReadHeadAsync(client)).TrimEnd().Split("\r\n");
        IEnumerable<string> kept = lines.Where(line => !line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase)
            && !line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase));
        string request = string.Join("\r\n", [.. kept, $"Host: {service.Authority}", "Connection: close"]).Replace("&offline_token=true", "", StringComparison.Ordinal);
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, service.Port);
        NetworkStream stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request + "\r\n\r\n"));
        _ = client.CopyToAsync(stream);
        await stream.CopyToAsync(client);
        await client.ShutdownAsync();
    }

    private static async Task AnswerAsync(Stream stream, string type, byte[] body)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n"));
        await stream.WriteAsync(body);
    }

    private static async Task<string> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
