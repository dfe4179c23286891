using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Network;

/// <summary><c>--link</c> on the default bridge.</summary>
public sealed class LinkTests(SharedDaemon shared) : CliTest(shared), IAsyncLifetime
{
    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Link_Container_IsInHostsAndEnvironment()
    {
        await using TestContainer db = await StartSleeperAsync("--expose", "5432", "-e", "PW=secret");
        string address = await db.InspectAsync("{{.NetworkSettings.Networks.bridge.IPAddress}}");
        string id = (await db.InspectAsync("{{.Id}}"))[..12];
        string name = NewName();

        string text = await ShellAsync("cat /etc/hosts; env", "--name", name, "--link", $"{db.Name}:the-db");

        Assert.Contains($"{address}\tthe-db {id} {db.Name}\n", text, StringComparison.Ordinal);
        Assert.Contains($"THE_DB_PORT=tcp://{address}:5432", text, StringComparison.Ordinal);
        Assert.Contains($"THE_DB_PORT_5432_TCP_ADDR={address}", text, StringComparison.Ordinal);
        Assert.Contains($"THE_DB_NAME=/{name}/the-db", text, StringComparison.Ordinal);
        Assert.Contains("THE_DB_ENV_PW=secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_IsShownByInspect()
    {
        await using TestContainer db = await StartSleeperAsync();
        await using TestContainer web = await StartSleeperAsync("--link", $"{db.Name}:db");

        Assert.Equal($"[/{db.Name}:/{web.Name}/db]", await web.InspectAsync("{{.HostConfig.Links}}"));
        Assert.Equal($"{db.Name},{web.Name}/db", await TextAsync("ps", "--no-trunc", "--filter", $"name={db.Name}", "--format", "{{.Names}}"));
    }

    [Fact]
    public async Task Link_NobodyHasTheName_IsRefusedAtCreation()
    {
        CommandResult result = await RunAsync("create", "--link", "nobody-here", Busybox, "true");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("could not get container for nobody-here", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_ContainerDoesNotRun_IsRefusedAtStart()
    {
        await using TestContainer db = await StartSleeperAsync();
        string name = NewName();
        await TextAsync("create", "--name", name, "--link", $"{db.Name}:db", Busybox, "true");
        await using var web = new TestContainer(Daemon, name);
        await TextAsync("kill", db.Name);

        CommandResult result = await RunAsync("start", name);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains($"Cannot link to a non running container: /{db.Name} AS /{name}/db", result.Error, StringComparison.Ordinal);
    }
}
