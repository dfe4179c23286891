using Berth.Harness;
using Berth.Integration.Cli;
using Xunit;

namespace Berth.Integration.Images;

/// <summary>What <c>diff</c> tells of running and stopped containers; every pairing of <see cref="Target"/> agrees, but for the order.</summary>
public sealed class DiffTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Diff_OfANewContainer_IsEmpty()
    {
        string name = NewName();
        await TextAsync("create", "--name", name, Busybox);

        Assert.Equal("", await TextAsync("diff", name));
        await TextAsync("rm", name);
    }

    [Fact]
    public async Task Diff_OfARunningContainer_TellsWhatItDid()
    {
        await using TestContainer container = await StartSleeperAsync("--network", "none");
        await container.ShellAsync("mkdir -p /new/deep; echo x > /new/deep/f; echo y >> /etc/passwd; rm /www/index.html; chmod 700 /root; mknod /fifo p");

        Assert.Equal(
            ["A /fifo", "A /new", "A /new/deep", "A /new/deep/f", "C /etc", "C /etc/passwd", "C /root", "C /www", "D /www/index.html"],
            (await TextAsync("diff", container.Name)).Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Diff_OfADirectoryMadeAnew_TellsWhatIsGone()
    {
        string name = NewName();
        await TextAsync("run", "--name", name, "--network", "none", Busybox, "sh", "-c", "rm -r /www; mkdir /www; touch /www/new; mv /bin/true /bin/truth");

        Assert.Equal(
            ["A /bin/truth", "A /www/new", "C /bin", "C /www", "D /bin/true", "D /www/index.html"],
            (await TextAsync("diff", name)).Split('\n').Order(StringComparer.Ordinal));
        await TextAsync("rm", name);
    }

    [Fact]
    public async Task Diff_OfATreeMadeAnew_TellsWhatIsGoneAtEveryDepth()
    {
        string name = NewName();
        await TextAsync("run", "--name", name, "--network", "none", Busybox, "sh", "-c", "mkdir -p /tree/deep/deeper; echo 1 > /tree/deep/old; echo 2 > /tree/deep/deeper/old");
        await TextAsync("commit", name, $"{name}:v1");
        await TextAsync("rm", name);
        await TextAsync("run", "--name", name, "--network", "none", $"{name}:v1", "sh", "-c", "rm -r /tree; mkdir -p /tree/deep/deeper; touch /tree/deep/new");

        Assert.Equal(
            ["A /tree/deep/new", "C /tree", "C /tree/deep", "C /tree/deep/deeper", "D /tree/deep/deeper/old", "D /tree/deep/old"],
            (await TextAsync("diff", name)).Split('\n').Order(StringComparer.Ordinal));
        await TextAsync("rm", name);
        await TextAsync("rmi", $"{name}:v1");
    }

    [Fact]
    public async Task Diff_OfNobody_IsAnError()
    {
        CommandResult result = await RunAsync("diff", "nobody");

        Assert.Equal((1, "Error response from daemon: No such container: nobody\n"), (result.ExitCode, result.Error));
    }
}
