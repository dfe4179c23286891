using Berth.Harness;
using Berth.Integration.Cli;
using Xunit;

namespace Berth.Integration.Registry.Accounts;

/// <summary>The world's clients log in: with the right password, with a wrong one, with a personal access token.</summary>
public sealed class LoginClientTests(SharedDaemon shared) : CliTest(shared), IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("berth-login-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Theory]
    [InlineData("daemon")]
    [InlineData("skopeo")]
    [InlineData("podman")]
    public async Task Login_ByEachClient_WantsTheRightPassword(string client)
    {
        await using AccountsSite site = await AccountsSite.StartAsync();
        string token = await site.RunAsync("token", "create", "alice", client);

        CommandResult right = await LogInAsync(client, site.Registry.Host, "alice-password");
        CommandResult wrong = await LogInAsync(client, site.Registry.Host, "wrong");
        CommandResult personal = await LogInAsync(client, site.Registry.Host, token);

        Assert.StartsWith("Login Succeeded", right.Succeeded().Text, StringComparison.Ordinal);
        Assert.Matches("(?i)incorrect username or password|invalid username/password", wrong.Exited(client == "daemon" ? 1 : client == "skopeo" ? 1 : 125).Error);
        Assert.StartsWith("Login Succeeded", personal.Succeeded().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_ByTheDaemon_KeepsARefreshTokenAndNoPassword()
    {
        await using AccountsSite site = await AccountsSite.StartAsync();

        (await LogInAsync("daemon", site.Registry.Host, "alice-password")).Succeeded();
        string kept = await File.ReadAllTextAsync(Path.Combine(_home, "config.json"), TestContext.Current.CancellationToken);
        CommandResult pull = await Daemon.RunWithVariableAsync($"DOCKER_CONFIG={_home}", null, ["pull", $"{site.Registry.Host}/alice/app:1"]);
        CommandResult nobody = await Daemon.RunWithVariableAsync($"DOCKER_CONFIG={_home}/none", null, ["pull", $"{site.Registry.Host}/alice/app:1"]);

        Assert.Contains("identitytoken", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("alice:alice-password"u8), kept, StringComparison.Ordinal);

        // It is an artifact without a platform; what matters is that it was there to be refused.
        Assert.DoesNotContain("denied", pull.Error, StringComparison.Ordinal);
        Assert.Contains("pull access denied", nobody.Exited(1).Error, StringComparison.Ordinal);
    }

    private Task<CommandResult> LogInAsync(string client, string host, string password) => client switch
    {
        "skopeo" => Command.RunAsync("skopeo", ["login", "--tls-verify=false", "--authfile", Path.Combine(_home, "auth.json"), "-u", "alice", "--password-stdin", host], password),
        "podman" => Command.RunAsync("podman", ["login", "--tls-verify=false", "--authfile", Path.Combine(_home, "auth.json"), "-u", "alice", "--password-stdin", host], password),
        _ => Daemon.RunWithVariableAsync($"DOCKER_CONFIG={_home}", password, ["login", "-u", "alice", "--password-stdin", host]),
    };
}
