using Berth.Harness;
using Xunit;

namespace Berth.Integration.Daemons;

/// <summary>A daemon that is told something wrong says what and where, and does not start.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("berth-test-").FullName;

    public ConfigurationTests() => Assert.SkipWhen(Target.IsDockerd, "berthd's own messages");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Validate_GoodFile_SaysOk()
    {
        CommandResult result = await ValidateAsync("""{ "debug": true, "bip": "10.9.0.1/24", "log-opts": { "max-size": "10m" } }""");

        Assert.Contains("configuration OK", result.Succeeded().Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"debug\": true,\n  \"bip\": }\n", "line 2, column ")]
    [InlineData("{\n  \"no-such-option\": 1\n}\n", "no-such-option")]
    [InlineData("{ \"debug\": \"yes\" }", "debug")]
    [InlineData("not json", "line 1")]
    public async Task Validate_BadFile_SaysWhatAndWhere(string content, string words)
    {
        CommandResult result = await ValidateAsync(content);

        Assert.Contains(words, result.Exited(1).Error, StringComparison.Ordinal);
        Assert.Contains("daemon.json", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_BadValue_IsNamed() => Assert.Contains(
        "invalid CIDR address: 10.0.0.0.1/33", (await ValidateAsync("""{ "bip": "10.0.0.0.1/33" }""")).Exited(1).Error, StringComparison.Ordinal);

    [Fact]
    public async Task UnknownFlag_IsRefused()
    {
        CommandResult result = await Command.RunAsync(Installation.Binary("berthd"), ["--no-such-flag"]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("no-such-flag", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondDaemon_OnTheSameRoots_IsRefused()
    {
        await using Daemon first = await Daemon.StartAsync(new DaemonOptions { WithBusybox = false });

        CommandResult second = await Command.RunAsync(Installation.Binary("berthd"),
            ["--data-root", first.DataRoot, "--exec-root", first.ExecRoot, "-H", $"unix://{_root}/other.sock", "--pidfile", $"{first.Root}/daemon.pid"]);

        Assert.Equal(1, second.ExitCode);
        (await first.RunAsync("ps")).Succeeded();
    }

    private async Task<CommandResult> ValidateAsync(string content)
    {
        string file = Path.Combine(_root, "daemon.json");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        return await Command.RunAsync(Installation.Binary("berthd"), ["--validate", "--config-file", file]);
    }
}
