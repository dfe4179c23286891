using Berth.Harness;
using Xunit;

namespace Berth.Integration.Survival;

/// <summary>
/// The cgroup of <c>--cgroup-parent</c>, which Berth makes, goes with the last container below it; one that somebody else made stays. (dockerd
/// 20.10 and 28.5 leave what runc makes.)
/// </summary>
public sealed class ParentCgroupTests(SurvivalSite site) : IClassFixture<SurvivalSite>
{
    private readonly string _parent = $"{site.CgroupParent}-{Guid.NewGuid():N}";

    private Daemon Daemon => site.Daemon;

    [Fact]
    public async Task Remove_OfTheLastBelowAParent_TakesTheParentAway()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd leaves it");
        string left = await StartAsync("/a/b"), right = await StartAsync("/a/c");
        Assert.NotEmpty(Places("/a/b"));

        await site.TextAsync("rm", "-f", left);

        Assert.Empty(Places("/a/b"));
        Assert.NotEmpty(Places("/a/c"));

        await site.TextAsync("kill", right);

        await Condition.WaitAsync("the parent goes", () => Places("").Length == 0);
        await site.TextAsync("start", right);
        Assert.NotEmpty(Places("/a/c"));
        await site.TextAsync("rm", "-f", right);
        Assert.Empty(Places(""));
    }

    [Fact]
    public async Task Remove_BelowAParentOfSomebodyElse_LeavesThat()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd leaves it");
        string other = (await Hierarchy()) + _parent;
        Directory.CreateDirectory(other);
        try
        {
            string id = await StartAsync("/below");

            await site.TextAsync("rm", "-f", id);

            Assert.Equal([other], Places(""));
            Assert.Empty(Places("/below"));
        }
        finally
        {
            Directory.Delete(other);
        }
    }

    [Fact]
    public async Task Start_ThatFails_LeavesNoParent()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd leaves it");

        CommandResult failed = await Daemon.RunAsync("run", "--rm", "--cgroup-parent", _parent, Daemon.Busybox, "/no/such/program");

        Assert.Equal(127, failed.ExitCode);
        Assert.Empty(Places(""));
    }

    [Fact]
    public async Task Kill_OfTheDaemon_LeavesTheParentForAsLongAsItIsNeeded()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd leaves it");
        string ends = await StartAsync("/ends"), lives = await StartAsync("/lives");
        string pid = await site.TextAsync("inspect", "-f", "{{.State.Pid}}", ends);
        await Daemon.KillAsync();
        await Command.RunAsync("kill", ["-KILL", pid]);
        await Condition.WaitAsync("its cgroup goes", () => Places("/ends/" + ends).Length == 0);

        await Daemon.StartAgainAsync();

        await Condition.WaitAsync("its parent goes", () => Places("/ends").Length == 0);
        Assert.NotEmpty(Places("/lives"));
        await site.TextAsync("rm", "-f", lives, ends);
        Assert.Empty(Places(""));
    }

    private Task<string> StartAsync(string below) => site.TextAsync("run", "-d", "--cgroup-parent", _parent + below, Daemon.Busybox, "sleep", "1000");

    // Where a container's processes are counted, on whichever version.
    private static async Task<string> Hierarchy()
    {
        string[] own = await File.ReadAllLinesAsync("/proc/self/cgroup", TestContext.Current.CancellationToken);
        return own.Any(line => line.Split(':')[1] == "pids") ? "/sys/fs/cgroup/pids" : "/sys/fs/cgroup";
    }

    private string[] Places(string below) =>
        [.. Directory.EnumerateDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup").Select(h => h + _parent + below).Where(Directory.Exists)];
}
