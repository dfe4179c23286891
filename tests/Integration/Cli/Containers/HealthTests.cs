using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Containers;

/// <summary>Health checks of the image and of the command line.</summary>
public sealed class HealthTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Check_ThatSucceeds_MakesItHealthy()
    {
        await using TestContainer container = await StartSleeperAsync("--health-cmd", "echo fine", "--health-interval", "200ms");

        await StatusAsync(container, "healthy");

        Assert.Equal("0 fine", await container.InspectAsync("{{with index .State.Health.Log 0}}{{.ExitCode}} {{.Output}}{{end}}"));
        Assert.EndsWith("(healthy)", await PsAsync(container, "{{.Status}}"), StringComparison.Ordinal);
        Assert.Equal(container.Name, await TextAsync("ps", "--filter", "health=healthy", "--filter", $"name={container.Name}", "--format", "{{.Names}}"));
        Assert.Empty(await TextAsync("ps", "--filter", "health=none", "--filter", $"name={container.Name}", "--format", "{{.Names}}"));
    }

    [Fact]
    public async Task Check_ThatComesRight_IsFollowed()
    {
        await using TestContainer container = await StartSleeperAsync(
            "--health-cmd", "cat /ok", "--health-interval", "200ms", "--health-retries", "2");
        Assert.Contains("(health: starting)", await PsAsync(container, "{{.Status}}"), StringComparison.Ordinal);

        await StatusAsync(container, "unhealthy");
        Assert.Contains("No such file", await container.InspectAsync("{{json .State.Health.Log}}"), StringComparison.Ordinal);
        await container.ShellAsync("touch /ok");
        await StatusAsync(container, "healthy");
        Assert.Equal("0", await container.InspectAsync("{{.State.Health.FailingStreak}}"));
        await container.ShellAsync("rm /ok");
        await StatusAsync(container, "unhealthy");
    }

    [Fact]
    public async Task Check_ThatIsTooSlow_HasFailed()
    {
        await using TestContainer container = await StartSleeperAsync(
            "--health-cmd", "echo begun; sleep 100", "--health-interval", "100ms", "--health-timeout", "300ms", "--health-retries", "1");

        await StatusAsync(container, "unhealthy");

        Assert.Equal("-1", await container.InspectAsync("{{(index .State.Health.Log 0).ExitCode}}"));
        Assert.StartsWith(
            "Health check exceeded timeout (300ms)", await container.InspectAsync("{{(index .State.Health.Log 0).Output}}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_ThatSaysALot_IsCutAt4096Bytes()
    {
        await using TestContainer container = await StartSleeperAsync(
            "--health-cmd", "head -c 5000 /dev/zero | tr '\\0' x", "--health-interval", "200ms");

        await StatusAsync(container, "healthy");

        Assert.Equal(new string('x', 4096) + "...", await container.InspectAsync("{{(index .State.Health.Log 0).Output}}"));
    }

    [Fact]
    public async Task Check_WithManyResults_KeepsFive()
    {
        await using TestContainer container = await StartSleeperAsync(
            "--health-cmd", "echo run >> /runs; wc -l < /runs", "--health-interval", "100ms");

        await Condition.WaitAsync("it has run seven times", async () => int.Parse(
            await container.ShellAsync("wc -l < /runs || echo 0"), System.Globalization.CultureInfo.InvariantCulture) >= 7);

        await Condition.WaitAsync("five are kept", async () => await container.InspectAsync("{{len .State.Health.Log}}") == "5");
    }

    [Fact]
    public async Task StartPeriod_Failures_DoNotCount()
    {
        await using TestContainer container = await StartSleeperAsync(
            "--health-cmd", "cat /ok", "--health-interval", "100ms", "--health-start-period", "1h", "--health-retries", "1");

        await Condition.WaitAsync("it has failed", async () => await container.InspectAsync("{{len .State.Health.Log}}") is not "0");

        Assert.Equal("starting 0", await container.InspectAsync("{{.State.Health.Status}} {{.State.Health.FailingStreak}}"));
    }

    [Fact]
    public async Task Image_WithHealthcheck_IsCheckedUnlessToldNot()
    {
        string image = $"berth-test/health:{NewName()}";
        string base_ = NewName();
        await TextAsync("create", "--name", base_, Busybox);
        await TextAsync("commit", "--change", "HEALTHCHECK --interval=200ms CMD echo of the image", base_, image);
        await TextAsync("rm", base_);
        string name = NewName();
        await TextAsync("run", "-d", "--name", name, image, "sleep", "1000");
        await using var container = new TestContainer(Daemon, name);
        string other = NewName();
        await TextAsync("run", "-d", "--name", other, "--no-healthcheck", image, "sleep", "1000");
        await using var unchecked_ = new TestContainer(Daemon, other);

        await StatusAsync(container, "healthy");

        Assert.Equal("of the image", (await container.InspectAsync("{{(index .State.Health.Log 0).Output}}")).Trim());
        Assert.Equal("false", await unchecked_.InspectAsync("{{if .State.Health}}true{{else}}false{{end}}"));
        await RunAsync("rm", "-f", name, other);
        await RunAsync("rmi", image);
    }

    [Fact]
    public async Task Check_AsAnotherUser_RunsAsTheContainers()
    {
        await using TestContainer container = await StartSleeperAsync(
            "--user", "app", "-e", "GREETING=hello", "-w", "/home/app", "--health-cmd", "id -un; echo $GREETING; pwd", "--health-interval", "200ms");

        await StatusAsync(container, "healthy");

        Assert.Equal("app\nhello\n/home/app", (await container.InspectAsync("{{(index .State.Health.Log 0).Output}}")).Trim());
    }

    [Fact]
    public async Task Stop_OfTheContainer_EndsTheChecks()
    {
        await using TestContainer container = await StartSleeperAsync("--health-cmd", "true", "--health-interval", "100ms");
        await StatusAsync(container, "healthy");

        await TextAsync("stop", "-t", "0", container.Name);

        Assert.Equal("unhealthy", await container.InspectAsync("{{.State.Health.Status}}"));
        await TextAsync("start", container.Name);
        await StatusAsync(container, "healthy");
    }

    [Fact]
    public async Task OnUnhealthy_Container_IsStartedAgain()
    {
        Assert.SkipWhen(Target.IsDockerd, "Berth's own policy");
        await using TestContainer container = await StartSleeperAsync(
            "--restart", "on-unhealthy:2", "--stop-timeout", "0", "--health-cmd", "false", "--health-interval", "100ms", "--health-retries", "1");

        await Condition.WaitAsync("its restarts are used up", async () => await container.InspectAsync("{{.RestartCount}}") == "2");

        await Condition.WaitAsync("it runs on, unhealthy", async () =>
            await container.InspectAsync("{{.State.Status}} {{.State.Health.Status}} {{.RestartCount}}") == "running unhealthy 2");
        Assert.Equal("on-failure 2", await container.InspectAsync("{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.RestartPolicy.MaximumRetryCount}}"));
    }

    [Theory]
    [InlineData("cannot be less than 1ms", "--health-interval", "100us")]
    [InlineData("conflicts with --health-* options", "--no-healthcheck", "--health-cmd=true")]
    public async Task Create_WrongCheck_IsRefused(string words, params string[] options)
    {
        CommandResult result = await RunAsync(["create", .. options, Busybox]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.OrdinalIgnoreCase);
    }

    private Task<string> PsAsync(TestContainer container, string format) => TextAsync("ps", "--filter", $"name={container.Name}", "--format", format);

    private static Task StatusAsync(TestContainer container, string status) => Condition.WaitAsync(
        $"it is {status}", async () => await container.InspectAsync("{{.State.Health.Status}}") == status);
}
