using System.Net;
using Berth.Oci;
using Berth.RegistryClient;
using Berth.RegistryClient.Auth;
using Berth.RegistryClient.Hosts;
using Xunit;

namespace Berth.Unit.RegistryClient.Auth;

/// <summary>The password of a registry is for that registry and for the token service that it vouches for (ADR 0010).</summary>
public sealed class LeakTests
{
    private static readonly RegistryCredentials s_alice = new() { Username = "alice", Password = "secret" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://a.example/token", "https://h.example", true, true)]
    [InlineData("https://a.example/token", "https://h.example", false, false)]
    [InlineData("https://h.example:444/token", "https://h.example", false, true)]
    [InlineData("https://127.0.0.1:9/token", "https://h.example", false, true)]
    [InlineData("http://h.example/token", "https://h.example", true, false)]
    [InlineData("http://h.example/token", "https://h.example", false, false)]
    [InlineData("http://h.example:81/token", "http://h.example", false, true)]
    [InlineData("http://localhost/token", "http://h.example", false, true)]
    [InlineData("https://a.example/token", "http://h.example", false, false)]
    [InlineData("https://u:p@h.example/token", "https://h.example", true, false)]
    [InlineData("ftp://h.example/token", "https://h.example", true, false)]
    [InlineData("https://h.example.evil.example/token", "http://h.example", false, false)]
    [InlineData("/token", "https://h.example", true, true)]
    public void Check_ARealm_IsAllowedWithCredentialsByTheRule(string realm, string host, bool isChecked, bool isAllowed)
    {
        bool allowed;
        try
        {
            RealmRule.Check(realm, new Uri($"{host}/v2"), isChecked, hasCredentials: true);
            allowed = true;
        }
        catch (RegistryException e)
        {
            Assert.Equal(RegistryErrorKind.InvalidAnswer, e.Kind);
            allowed = false;
        }

        Assert.Equal(isAllowed, allowed);
    }

    [Fact]
    public async Task Get_ARedirectToAnotherHost_CarriesNothing()
    {
        var registry = new FakeRegistry(r => (r.RequestUri!.Host, r.Headers.Authorization) switch
        {
            ("h.example", null) => Challenge("Basic realm=\"r\""),
            ("h.example", _) => FakeRegistry.Text(HttpStatusCode.TemporaryRedirect, "", ("Location", "https://cdn.example/blob?sig=1")),
            _ => FakeRegistry.Text(HttpStatusCode.OK, "x"),
        });

        await ReadAsync(registry, FixedHosts.Only(new Uri("https://h.example")));

        Assert.Equal("GET https://cdn.example/blob?sig=1 -", registry.Lines[^1]);
        AssertSecretOnlyAt(registry, "h.example");
    }

    [Fact]
    public async Task Get_ARedirectTargetThatAsksForThePassword_DoesNotGetIt()
    {
        var registry = new FakeRegistry(r => r.RequestUri!.Host == "h.example"
            ? FakeRegistry.Text(HttpStatusCode.Found, "", ("Location", "https://evil.example/x"))
            : Challenge("Basic realm=\"give it to me\""));

        await Assert.ThrowsAsync<RegistryException>(() => ReadAsync(registry, FixedHosts.Only(new Uri("https://h.example"))));

        AssertSecretOnlyAt(registry, "nowhere");
    }

    [Theory]
    [InlineData("http://h.example/x")]
    [InlineData("http://evil.example/x")]
    [InlineData("file:///etc/passwd")]
    public async Task Get_ARedirectOutOfTls_IsRefused(string location)
    {
        var registry = new FakeRegistry(r => FakeRegistry.Text(HttpStatusCode.Found, "", ("Location", location)));

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(
            () => ReadAsync(registry, FixedHosts.Only(new Uri("https://h.example"))));

        Assert.Contains("not as safe", e.Message, StringComparison.Ordinal);
        Assert.Single(registry.Requests);
    }

    [Fact]
    public async Task Get_RedirectsWithoutEnd_EndAfterFive()
    {
        int hops = 0;
        var registry = new FakeRegistry(r => FakeRegistry.Text(HttpStatusCode.Found, "", ("Location", $"https://h.example/{++hops}")));

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(
            () => ReadAsync(registry, FixedHosts.Only(new Uri("https://h.example"))));

        Assert.StartsWith("stopped after 5 redirects", e.Message, StringComparison.Ordinal);
        Assert.Equal(6, registry.Requests.Count);
    }

    [Fact]
    public async Task Get_AnInsecureRegistryWithATokenServiceElsewhere_GetsNoPasswordThere()
    {
        var registry = new FakeRegistry(_ => Challenge("Bearer realm=\"https://evil.example/token\",service=\"h\""));

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(
            () => ReadAsync(registry, new DefaultHosts(InsecureRegistries.Parse(["h.example"]))));

        Assert.Contains("no credentials are sent there", e.Message, StringComparison.Ordinal);
        AssertSecretOnlyAt(registry, "nowhere");
        Assert.All(registry.Requests, r => Assert.Equal("h.example", r.Uri.Host));
    }

    [Fact]
    public async Task Get_AMirrorThatAsksForThePassword_DoesNotGetIt()
    {
        var registry = new FakeRegistry(r => r.RequestUri!.Host switch
        {
            "basic.example" => Challenge("Basic realm=\"r\""),
            "bearer.example" => Challenge("Bearer realm=\"https://evil.example/token\",service=\"m\""),
            "evil.example" => FakeRegistry.Text(HttpStatusCode.OK, """{"token":"t"}"""),
            _ => r.Headers.Authorization is null ? Challenge("Basic realm=\"r\"") : FakeRegistry.Text(HttpStatusCode.OK, "x"),
        });
        RegistryHost own = new() { Base = new Uri("https://h.example/v2"), Registry = "h.example" };

        await ReadAsync(registry, new FixedHosts(
            own with { Base = new Uri("https://basic.example/v2"), IsMirror = true },
            own with { Base = new Uri("https://bearer.example/v2"), IsMirror = true },
            own));

        AssertSecretOnlyAt(registry, "h.example");
        Assert.Contains("basic.example", registry.Requests.Select(r => r.Uri.Host));
        Assert.Contains("GET https://evil.example/token?scope=repository%3Ax%3Apull&service=m -", registry.Lines);
    }

    [Fact]
    public void ToString_OfCredentials_HasNoSecret() =>
        Assert.Equal("credentials of alice", (s_alice with { IdentityToken = "secret", RegistryToken = "secret" }).ToString());

    private static HttpResponseMessage Challenge(string challenge) =>
        FakeRegistry.Text(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", challenge));

    private static void AssertSecretOnlyAt(FakeRegistry registry, string host)
    {
        string[] secrets = ["secret", "YWxpY2U6c2VjcmV0"];
        foreach (SeenRequest request in registry.Requests.Where(r => r.Uri.Host != host))
        {
            string all = $"{request.Uri} {request.Body} {string.Join(' ', request.Headers.Values)}";
            Assert.DoesNotContain(secrets, s => all.Contains(s, StringComparison.Ordinal));
        }
    }

    private static async Task ReadAsync(FakeRegistry registry, IRegistryHosts hosts)
    {
        var blob = new Descriptor { MediaType = MediaTypes.OciLayer, Digest = Digest.Of("x"u8), Size = 1 };
        using Stream stream = await registry.Repository("h.example/x", s_alice, hosts).OpenBlobAsync(blob, Cancellation);
        Assert.Equal('x', stream.ReadByte());
    }
}
