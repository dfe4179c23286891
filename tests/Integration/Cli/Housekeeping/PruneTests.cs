using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Housekeeping;

public sealed class PruneTests(SharedDaemon shared)
{
    private const string Question = "Are you sure you want to continue? [y/N] ";

    [Theory]
    [InlineData("system prune", "WARNING! This will remove:\n  - all stopped containers\n  - all networks not used by at least one container\n  - all dangling images\n  - unused build cache\n\n")]
    [InlineData("system prune -a --volumes", "WARNING! This will remove:\n  - all stopped containers\n  - all networks not used by at least one container\n  - all anonymous volumes not used by at least one container\n  - all images without at least one container associated to them\n  - all build cache\n\n")]
    [InlineData("system prune --filter until=1h --filter label=x", "WARNING! This will remove:\n  - all stopped containers\n  - all networks not used by at least one container\n  - all dangling images\n  - unused build cache\n\n  Items to be pruned will be filtered with:\n  - label=x\n  - until=1h\n\n")]
    [InlineData("container prune", "WARNING! This will remove all stopped containers.\n")]
    [InlineData("image prune", "WARNING! This will remove all dangling images.\n")]
    [InlineData("image prune -a", "WARNING! This will remove all images without at least one container associated to them.\n")]
    [InlineData("network prune", "WARNING! This will remove all custom networks not used by at least one container.\n")]
    [InlineData("builder prune", "WARNING! This will remove all dangling build cache. ")]
    [InlineData("builder prune -a", "WARNING! This will remove all build cache. ")]
    [InlineData("volume prune -a", "WARNING! This will remove all local volumes not used by at least one container.\n")]
    public async Task Prune_AnswerNo_RemovesNothing(string line, string warning)
    {
        // Nothing is asked of a daemon before the answer, so any will do.
        CommandResult result = await Command.RunAsync(
            Target.IsDockerClient ? Installation.OnPath("docker")! : Installation.Binary("berth"), ["-H", "unix:///nowhere.sock", .. line.Split(' ')], "n\n");

        Assert.Equal((0, warning + Question), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Prune_EveryKind_RemovesWhatNothingUses()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        string tagged = await TextAsync(daemon, "image", "inspect", "--format", "{{.Id}}", Daemon.Busybox);
        await CreateAsync(daemon, "keeps", "-v", "kept:/v");
        string dangling = await CommitAsync(daemon, "keeps", "ENV A=1");
        string labelled = await CommitAsync(daemon, "keeps", "LABEL keep=yes");
        string[] ids = [await CreateAsync(daemon, "named", "-v", "data:/v"), await CreateAsync(daemon, "anonymous", "-v", "/v", "--label", "keep=yes")];
        (await daemon.RunAsync("start", "keeps")).Succeeded();

        // By label, then all; what runs stays.
        Assert.Contains(ids[0], await TextAsync(daemon, "container", "prune", "-f", "--filter", "label!=keep"), StringComparison.Ordinal);
        Assert.Equal("Total reclaimed space: 0B", await TextAsync(daemon, "container", "prune", "-f", "--filter", "until=1h"));
        Assert.Equal($"Deleted Containers:\n{ids[1]}\n\nTotal reclaimed space: 0B", await TextAsync(daemon, "container", "prune", "-f"));

        // Images without a name, then all that no container uses.
        Assert.Contains($"deleted: {dangling}", await TextAsync(daemon, "image", "prune", "-f", "--filter", "label!=keep"), StringComparison.Ordinal);
        Assert.Contains($"deleted: {labelled}", await TextAsync(daemon, "image", "prune", "-f"), StringComparison.Ordinal);
        Assert.Equal("Total reclaimed space: 0B", await TextAsync(daemon, "image", "prune", "-a", "-f"));

        if (!Target.IsDockerd)
        {
            // Debian's dockerd took volumes with a name as well.
            Assert.Matches("^Deleted Volumes:\n[0-9a-f]{64}\n\nTotal reclaimed space: 0B$", await TextAsync(daemon, "volume", "prune", "-f"));
        }

        Assert.Contains("\ndata\n", await TextAsync(daemon, ["volume", "prune", "-f", .. (string[])(Target.IsDockerd ? [] : ["-a"])]), StringComparison.Ordinal);
        Assert.Equal("", await TextAsync(daemon, "network", "prune", "-f"));

        (await daemon.RunAsync("rm", "-f", "keeps")).Succeeded();
        string last = await TextAsync(daemon, "system", "prune", "-a", "-f", "--filter", "label!=x");
        Assert.Contains($"untagged: {Daemon.Busybox}\ndeleted: {tagged}\n", last, StringComparison.Ordinal);
        Assert.Matches(@"\n\nTotal reclaimed space: [1-9][0-9.]*MB$", last);
    }

    [Theory]
    [InlineData("system prune -f --filter x=1", "nvalid filter 'x'")]
    [InlineData("image prune -f --filter until=x", "failed to parse value as time or duration: \"x\"")]
    [InlineData("container prune -f --filter until=1h --filter until=2h", "more than one until filter specified")]
    [InlineData("network prune -f --filter all=1", "nvalid filter 'all'")]
    [InlineData("volume prune -f --filter until=1h", "nvalid filter 'until'")]
    [InlineData("system prune -f --volumes --filter until=1h", "ERROR: The \"until\" filter is not supported with \"--volumes\"")]
    public async Task Prune_BadFilter_IsRefused(string line, string message)
    {
        // Each is refused before anything is removed: the containers, images and volumes of the shared daemon are others'.
        Assert.Contains(message, (await shared.Daemon.RunAsync(line.Split(' '))).Exited(1).Error, StringComparison.Ordinal);
    }

    private static async Task<string> TextAsync(Daemon daemon, params IEnumerable<string> arguments) => (await daemon.RunAsync(arguments)).Succeeded().Text;

    private static Task<string> CreateAsync(Daemon daemon, string name, params IEnumerable<string> options) =>
        TextAsync(daemon, ["create", "--network", "none", "--name", name, .. options, Daemon.Busybox, "sleep", "1000"]);

    private static Task<string> CommitAsync(Daemon daemon, string container, string change) => TextAsync(daemon, "commit", "--change", change, container);
}
