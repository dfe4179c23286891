using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Containers;

/// <summary>Each a one-line error with the words and the code that scripts match, and nothing half-made left.</summary>
public sealed class BadInputTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Inspect_UnknownContainer_SaysSo() =>
        Assert.Contains("No such container: nope", (await RunAsync("inspect", "--type", "container", "nope")).Exited(1).Error, StringComparison.Ordinal);

    [Fact]
    public async Task Run_NameInUse_IsAConflict()
    {
        await using TestContainer container = await StartSleeperAsync();

        CommandResult result = (await RunAsync("run", "--name", container.Name, Busybox, "true")).Exited(125);

        Assert.Contains($"The container name \"/{container.Name}\" is already in use by container", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bad name")]
    [InlineData("-dash")]
    [InlineData("a/b")]
    public async Task Run_BadName_IsRefused(string name)
    {
        CommandResult result = (await RunAsync("run", $"--name={name}", Busybox, "true")).Exited(125);

        Assert.Contains("Invalid container name", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BadImageName_IsRefused() =>
        Assert.Contains("invalid reference format", (await RunAsync("run", "--rm", "lower/UPPER", "true")).Exited(125).Error, StringComparison.Ordinal);

    [Fact]
    public async Task Run_UnknownFlag_IsRefusedByTheClient() =>
        Assert.Contains("--no-such-flag", (await RunAsync("run", "--no-such-flag", Busybox)).Exited(125).Error, StringComparison.Ordinal);

    [Fact]
    public async Task Run_WithoutImage_IsRefusedByTheClient() => Assert.NotEqual(0, (await RunAsync("run")).ExitCode);

    [Theory]
    [InlineData("--memory", "1k", "Minimum memory limit allowed is")]
    [InlineData("--memory", "abc", "invalid")]
    [InlineData("--cap-add", "NO_SUCH", "NO_SUCH")]
    [InlineData("-p", "99999:80", "99999")]
    [InlineData("-p", "80:80/icmp", "icmp")]
    [InlineData("-v", "relative/../path:/x", "")]
    [InlineData("-w", "relative", "")]
    [InlineData("--user", "nobody-here", "unable to find user nobody-here")]
    public async Task Run_BadValue_IsRefused(string flag, string value, string words)
    {
        string name = NewName();
        CommandResult result = await RunAsync("run", "--rm", "--name", name, flag, value, Busybox, "true");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.Equal("", await TextAsync("ps", "-aq", "--filter", $"name={name}"));
    }

    [Fact]
    public async Task Kill_UnknownSignal_IsRefused()
    {
        await using TestContainer container = await StartSleeperAsync();

        Assert.Contains("nvalid signal: NOSUCH", (await RunAsync("kill", "-s", "NOSUCH", container.Name)).Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kill_StoppedContainer_IsRefused()
    {
        string name = NewName();
        (await RunAsync("run", "--name", name, Busybox, "true")).Succeeded();
        await using var container = new TestContainer(Daemon, name);

        Assert.Contains("is not running", (await RunAsync("kill", name)).Exited(1).Error, StringComparison.Ordinal);
    }
}
