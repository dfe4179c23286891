using Berth.Harness;
using Berth.Oci;
using Berth.RegistryClient;
using Berth.RegistryClient.Hosts;
using Xunit;

namespace Berth.Integration.Registries;

/// <summary>The client against docker-registry, without a daemon between them.</summary>
public sealed class ClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Login_WithHtpasswd_TakesTheRightPasswordOnly()
    {
        await using RegistryServer server = await RegistryServer.StartAsync(
            new RegistryServerOptions { Users = new Dictionary<string, string> { ["alice"] = "secret" } });
        using var registries = new Berth.RegistryClient.Registries(new DefaultHosts(), new RegistryClientOptions());

        LoginResult result = await registries.LoginAsync(server.Host, new RegistryCredentials { Username = "alice", Password = "secret" }, Cancellation);
        RegistryException wrong = await Assert.ThrowsAsync<RegistryException>(
            () => registries.LoginAsync(server.Host, new RegistryCredentials { Username = "alice", Password = "no" }, Cancellation));

        Assert.Equal("Login Succeeded", result.Status);
        Assert.Equal($"login attempt to http://{server.Host}/v2/ failed with status: 401 Unauthorized", wrong.Message);
        Assert.Equal(RegistryErrorKind.Unauthorized, wrong.Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetManifest_ThatIsNotThere_SaysSo(bool withTls)
    {
        await using RegistryServer server = await RegistryServer.StartAsync(new RegistryServerOptions { WithTls = withTls });
        using var registries = new Berth.RegistryClient.Registries(new DefaultHosts(), new RegistryClientOptions());
        RemoteRepository repository = registries.Open(Reference.Parse($"{server.Host}/nothing:1"));

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => repository.GetManifestAsync("1", Cancellation));

        Assert.Equal($"manifest for {server.Host}/nothing:1 not found: manifest unknown: manifest unknown", e.Message);
        Assert.Null(await repository.HeadManifestAsync("1", Cancellation));
    }
}
