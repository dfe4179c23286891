using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Docker;

/// <summary>dockerd, with its own containerd and shim, uses <c>berth-runtime</c> in the place of runc.</summary>
public sealed class RuntimeBelowDockerdTests
{
    [Fact]
    public async Task Dockerd_WithOurRuntime_RunsContainers()
    {
        string? dockerd = Installation.OnPath("dockerd"), docker = Installation.OnPath("docker");
        Assert.SkipWhen(dockerd is null || docker is null, "no dockerd or docker on this machine");
        await using Daemon daemon = await Daemon.StartAsync(new DaemonOptions
        {
            Reference = true,
            Arguments = ["--add-runtime", $"berth={Installation.Binary("berth-runtime")}"],
        });

        CommandResult hello = await daemon.RunAsync("run", "--rm", "--runtime", "berth", Daemon.Busybox, "sh", "-c", "echo hello; exit 3");
        Assert.Equal(("hello\n", 3), (hello.Output, hello.ExitCode));

        (await daemon.RunAsync("run", "-d", "--name", "sleeper", "--runtime", "berth", Daemon.Busybox, "sleep", "1000")).Succeeded();
        Assert.Equal("inside", (await daemon.RunAsync("exec", "sleeper", "echo", "inside")).Succeeded().Text);
        (await daemon.RunAsync("stop", "-t", "0", "sleeper")).Succeeded();
        Assert.Equal("137", (await daemon.RunAsync("wait", "sleeper")).Succeeded().Text);

        CommandResult missing = await daemon.RunAsync("run", "--rm", "--runtime", "berth", Daemon.Busybox, "no-such-command");
        Assert.Equal(127, missing.ExitCode);
    }
}
