using Berth.Harness;
using Berth.Oci;
using Berth.RegistryClient;
using Berth.RegistryClient.Hosts;
using Xunit;

namespace Berth.Integration.Registries;

/// <summary>The client against docker-registry with a token service.</summary>
public sealed class TokenTests
{
    private static readonly RegistryCredentials s_alice = new() { Username = "alice", Password = "secret" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Login_ATokenService_GivesARefreshTokenThatServesInsteadOfThePassword()
    {
        await using TokenServer tokens = TokenServer.Start(new Dictionary<string, string> { ["alice"] = "secret" });
        await using RegistryServer server = await RegistryServer.StartAsync(new RegistryServerOptions { Token = tokens.Options });
        using var registries = new Berth.RegistryClient.Registries(new DefaultHosts(), new RegistryClientOptions());

        LoginResult login = await registries.LoginAsync(server.Host, s_alice, Cancellation);
        RegistryException wrong = await Assert.ThrowsAsync<RegistryException>(
            () => registries.LoginAsync(server.Host, s_alice with { Password = "no" }, Cancellation));
        var kept = new RegistryCredentials { Username = "alice", IdentityToken = login.IdentityToken };
        Descriptor? missing = await registries.Open(Reference.Parse($"{server.Host}/x:1"), kept).HeadManifestAsync("1", Cancellation);

        Assert.Equal(new LoginResult("Login Succeeded", "refresh-token-of-alice"), login);
        Assert.Equal($"Get \"http://{server.Host}/v2/\": unauthorized: bad credentials", wrong.Message);
        Assert.Null(missing);
        Assert.StartsWith("POST /token client_id=berth", tokens.Requests.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Anonymously_IsAllowedToPull()
    {
        await using TokenServer tokens = TokenServer.Start(new Dictionary<string, string>());
        await using RegistryServer server = await RegistryServer.StartAsync(new RegistryServerOptions { Token = tokens.Options });
        using var registries = new Berth.RegistryClient.Registries(new DefaultHosts(), new RegistryClientOptions());

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(
            () => registries.Open(Reference.Parse($"{server.Host}/x:1")).GetManifestAsync("1", Cancellation));

        Assert.Equal($"manifest for {server.Host}/x:1 not found: manifest unknown: manifest unknown", e.Message);
        Assert.Single(tokens.Requests);
    }
}
