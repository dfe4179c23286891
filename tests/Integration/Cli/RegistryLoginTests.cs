using System.Text.Json;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli;

/// <summary>login, logout and search, through the daemon to a registry.</summary>
public sealed class RegistryLoginTests(SharedDaemon shared) : CliTest(shared), IDisposable
{
    private readonly string _config = Directory.CreateTempSubdirectory("berth-config-").FullName;

    private string ConfigFile => Path.Combine(_config, "config.json");

    public void Dispose() => Directory.Delete(_config, recursive: true);

    [Fact]
    public async Task Login_TheRightPassword_IsKeptUntilLogout()
    {
        await using RegistryServer server = await StartAsync();

        CommandResult login = (await ClientAsync("secret\n", "login", "-u", "alice", "--password-stdin", server.Host)).Succeeded();
        string kept = Encode("alice:secret");
        string? auth = Entry(server.Host);
        CommandResult again = (await ClientAsync(null, "login", server.Host)).Succeeded();
        CommandResult logout = (await ClientAsync(null, "logout", server.Host)).Succeeded();

        Assert.Equal("Login Succeeded", login.Text);
        Assert.Contains("stored unencrypted", login.Error, StringComparison.Ordinal);
        Assert.Equal(kept, auth);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(ConfigFile));
        Assert.Contains("Authenticating with existing credentials", again.Output + again.Error, StringComparison.Ordinal);
        Assert.Equal($"Removing login credentials for {server.Host}", logout.Text);
        Assert.Null(Entry(server.Host));
    }

    [Fact]
    public async Task Login_AWrongPassword_IsRefusedAndNotKept()
    {
        await using RegistryServer server = await StartAsync();

        CommandResult login = await ClientAsync("wrong\n", "login", "-u", "alice", "--password-stdin", server.Host);

        Assert.Contains("401 Unauthorized", login.Exited(1).Error, StringComparison.Ordinal);
        Assert.False(File.Exists(ConfigFile) && Entry(server.Host) is not null);
    }

    [Fact]
    public async Task Search_ARegistryWithoutASearch_SaysSo()
    {
        await using RegistryServer server = await RegistryServer.StartAsync();

        CommandResult search = await ClientAsync(null, "search", $"{server.Host}/anything");

        Assert.Contains("Unexpected status code 404", search.Exited(1).Error, StringComparison.Ordinal);
    }

    private static Task<RegistryServer> StartAsync() =>
        RegistryServer.StartAsync(new RegistryServerOptions { Users = new Dictionary<string, string> { ["alice"] = "secret" } });

    private static string Encode(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    private Task<CommandResult> ClientAsync(string? stdin, params IEnumerable<string> arguments) =>
        Daemon.RunWithVariableAsync($"DOCKER_CONFIG={_config}", stdin, arguments);

    // What the file keeps for a registry; null: nothing.
    private string? Entry(string host)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(ConfigFile));
        return document.RootElement.TryGetProperty("auths", out JsonElement auths) && auths.TryGetProperty(host, out JsonElement entry)
            ? entry.GetProperty("auth").GetString()
            : null;
    }
}
