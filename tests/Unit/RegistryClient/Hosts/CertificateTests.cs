using System.Net.Security;
using Berth.Oci;
using Berth.RegistryClient;
using Berth.RegistryClient.Hosts;
using Xunit;

namespace Berth.Unit.RegistryClient.Hosts;

/// <summary>Who is believed to be a registry, and who is shown our certificate. The servers are real ones, on the loopback.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("berth-certs-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Get_AnAuthorityOfTheDirectory_IsBelievedOnceItIsThere()
    {
        await using LoopbackServer server = Serve(_authority.Serve());
        using Registries registries = Open(server);

        RegistryException before = await Assert.ThrowsAsync<RegistryException>(() => GetAsync(registries));
        Write("ca.crt", _authority.Pem);
        await GetAsync(registries);
        File.Delete(Path.Combine(_directory, "ca.crt"));
        RegistryException after = await Assert.ThrowsAsync<RegistryException>(() => GetAsync(registries));

        string expected = $"Get \"{server.Url}v2/x/manifests/1\": tls: failed to verify certificate: x509: certificate signed by unknown authority";
        Assert.Equal(expected, before.Message);
        Assert.Equal(expected, after.Message);
    }

    [Fact]
    public async Task Get_TheServersOwnCertificateAsAuthority_IsBelieved()
    {
        SslServerAuthenticationOptions tls = _authority.Serve();
        await using LoopbackServer server = Serve(tls);
        using Registries registries = Open(server);

        Write("self.crt", ((System.Security.Cryptography.X509Certificates.X509Certificate2)tls.ServerCertificate!).ExportCertificatePem());

        await GetAsync(registries);
    }

    [Fact]
    public async Task Get_AnotherAuthority_IsNotBelieved()
    {
        using var other = new TestAuthority();
        await using LoopbackServer server = Serve(_authority.Serve());
        using Registries registries = Open(server);

        Write("ca.crt", other.Pem);

        Assert.EndsWith("signed by unknown authority", (await Assert.ThrowsAsync<RegistryException>(() => GetAsync(registries))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ACertificateForAnotherHost_IsNotBelieved()
    {
        await using LoopbackServer names = Serve(_authority.Serve(1, false, "a.example", "b.example"));
        using Registries registries = Open(names);
        Write("ca.crt", _authority.Pem);

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => GetAsync(registries));

        Assert.EndsWith("x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ACertificateThatHasRunOut_IsNotBelieved()
    {
        await using LoopbackServer server = Serve(_authority.Serve(daysLeft: -1));
        using Registries registries = Open(server);
        Write("ca.crt", _authority.Pem);

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => GetAsync(registries));

        Assert.Contains("x509: certificate has expired or is not yet valid: current time ", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Get_AHostThatNeedNotBeVouchedFor_IsBelieved(bool isInsecure, bool skipsVerification)
    {
        await using LoopbackServer server = Serve(_authority.Serve(daysLeft: -1));
        using Registries registries = Open(server, h => h with { IsInsecure = isInsecure, SkipsVerification = skipsVerification });

        await GetAsync(registries);
    }

    [Fact]
    public async Task Get_AnInsecureHostWithoutTls_IsSpokenToInTheClear()
    {
        await using var server = new LoopbackServer(Answer);
        using Registries insecure = Open(server, h => h with { IsInsecure = true, Base = Tls(server) });
        using Registries skips = Open(server, h => h with { SkipsVerification = true, Base = Tls(server) });

        await GetAsync(insecure);

        await Assert.ThrowsAsync<RegistryException>(() => GetAsync(skips));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Get_AClientCertificate_IsShownToTheHostAndToNobodyElse()
    {
        await using LoopbackServer elsewhere = Serve(_authority.Serve(asksForClients: true));
        await using var server = new LoopbackServer(_ => new LoopbackAnswer("302 Found", [$"Location: {elsewhere.Url}x", "Content-Length: 0"], []))
        {
            Tls = _authority.Serve(asksForClients: true),
        };
        using Registries registries = Open(server);
        Write("ca.crt", _authority.Pem);
        WriteClient("client");

        await GetAsync(registries);

        Assert.Equal(["CN=client"], server.Clients);
        Assert.Single(elsewhere.Requests);
        Assert.Empty(elsewhere.Clients);
    }

    [Theory]
    [InlineData("client.cert", "missing key client.key for client certificate client.cert. CA certificates must use the extension .crt")]
    [InlineData("client.key", "missing client certificate client.cert for key client.key")]
    public async Task Get_HalfAClientCertificate_IsRefusedInDockersWords(string file, string expected)
    {
        await using LoopbackServer server = Serve(_authority.Serve());
        using Registries registries = Open(server);
        Write(file, _authority.Pem);

        Assert.Equal(expected, (await Assert.ThrowsAsync<RegistryException>(() => GetAsync(registries))).Message);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Get_AMirrorWithABadCertificate_IsPassedOver()
    {
        await using LoopbackServer server = Serve(_authority.Serve());
        string bad = Directory.CreateDirectory(Path.Combine(_directory, "bad")).FullName;
        File.WriteAllText(Path.Combine(bad, "client.cert"), "x");
        File.WriteAllText(Path.Combine(bad, "client.key"), "x");
        var mirror = new RegistryHost { Base = new Uri(server.Url, "/v2"), Registry = "h.example", IsMirror = true, CertificateDirectories = [bad] };
        var own = new RegistryHost { Base = mirror.Base, Registry = "h.example", SkipsVerification = true };
        using var registries = new Registries(new FixedHosts(mirror, own), Options);

        await GetAsync(registries);

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("reg.example:5000", "/a/reg.example_5000_,/a/reg.example:5000,/b/reg.example_5000_,/b/reg.example:5000")]
    [InlineData("reg.example", "/a/reg.example,/b/reg.example")]
    [InlineData("[::1]:5000", "/a/[::1]_5000_,/a/[::1]:5000,/b/[::1]_5000_,/b/[::1]:5000")]
    [InlineData("[::1]", "/a/[::1],/b/[::1]")]
    [InlineData("..", "")]
    [InlineData("a/b", "")]
    [InlineData("_default", "")]
    public void Of_AHost_HasItsDirectories(string host, string expected) =>
        Assert.Equal(expected, string.Join(',', HostDirectories.Of(["/a", "/b"], host)));

    private static RegistryClientOptions Options => new()
    {
        Attempts = 1,
        Transports = new HostTransports(new ProxyRules(new ProxySettings())),
    };

    private static LoopbackServer Serve(SslServerAuthenticationOptions tls) => new(Answer) { Tls = tls };

    private static LoopbackAnswer Answer(SeenRequest request) => LoopbackAnswer.Whole("{}"u8.ToArray());

    private static Uri Tls(LoopbackServer server) => new($"https://{server.Url.Authority}/v2");

    private static Task<RemoteManifest> GetAsync(Registries registries) =>
        registries.Open(Reference.Parse("h.example/x")).GetManifestAsync("1", Cancellation);

    private Registries Open(LoopbackServer server, Func<RegistryHost, RegistryHost>? change = null)
    {
        var host = new RegistryHost { Base = new Uri(server.Url, "/v2"), Registry = "h.example", CertificateDirectories = [_directory] };
        return new Registries(new FixedHosts((change ?? (h => h))(host)), Options);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory, name), text);

    private void WriteClient(string name)
    {
        var (certificate, key) = _authority.Issue($"CN={name}");
        Write($"{name}.cert", certificate);
        Write($"{name}.key", key);
    }
}
