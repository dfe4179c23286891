using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Connections;

/// <summary>ssh:// hosts, with a program named ssh that runs here what it is told to run there.</summary>
public sealed class SshTests(SharedDaemon shared) : ConnectionTest(shared)
{
    private string Log => Path.Combine(Config, "ssh.log");

    [Fact]
    public async Task Host_OfSsh_CarriesStreams()
    {
        string path = FakeSsh($"exec {Daemon.ClientPath} -H {Daemon.Host} system dial-stdio");
        string input = new('x', 200_000);

        CommandResult run = (await ClientAsync([path], ["-H", "ssh://me@far:2222/run/other.sock", "run", "-i", "--rm", Busybox, "wc", "-c"], input)).Succeeded();
        (await ClientAsync([path], ["-H", "ssh://far", "ps"])).Succeeded();

        Assert.Equal("200000", run.Text.Trim());
        string program = Path.GetFileName(Daemon.ClientPath);
        string[] calls = await File.ReadAllLinesAsync(Log, TestContext.Current.CancellationToken);
        Assert.Equal($"-o ConnectTimeout=30 -T -l me -p 2222 -- far {program} --host unix:///run/other.sock system dial-stdio", calls[0]);
        Assert.Equal($"-o ConnectTimeout=30 -T -- far {program} system dial-stdio", calls[^1]);
    }

    [Fact]
    public async Task Host_ThatSshDoesNotReach_IsAnErrorWithItsWords()
    {
        string path = FakeSsh("echo 'Permission denied (publickey).' >&2; exit 255");

        CommandResult ps = await ClientAsync([path], ["-H", "ssh://far", "ps"]);

        Assert.Contains("has exited with exit status 255", ps.Exited(1).Error, StringComparison.Ordinal);
        Assert.Contains("Permission denied (publickey).", ps.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ssh://me:secret@far", "plain-text password is not supported")]
    [InlineData("ssh://", "hostname is empty")]
    public async Task Host_ThatIsNone_IsRefused(string host, string message) =>
        Assert.Contains(message, (await ClientAsync("-H", host, "ps")).Exited(1).Error, StringComparison.Ordinal);

    /// <summary>The variable with which a program named ssh comes first.</summary>
    private string FakeSsh(string body)
    {
        string directory = Directory.CreateDirectory(Path.Combine(Config, "bin")).FullName;
        string program = Path.Combine(directory, "ssh");
        File.WriteAllText(program, $"#!/bin/sh\necho \"$@\" >> {Log}\n{body}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return $"PATH={directory}:{Environment.GetEnvironmentVariable("PATH")}";
    }
}
