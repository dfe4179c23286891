using Berth.Conformance.Api;
using Berth.Harness;
using Xunit;

namespace Berth.Conformance.DockerPy;

/// <summary>Debian's docker-py, the client of many other programs: <c>client.py</c> walks through it.</summary>
public sealed class DockerPyTests(EngineUnderTest engine)
{
    private static readonly string s_script = Path.Combine(AppContext.BaseDirectory, "DockerPy", "client.py");

    [Fact]
    public async Task Client_StepByStep_PassesEach()
    {
        CommandResult module = await Command.RunAsync("python3", ["-c", "import docker"], stdin: (string?)null);
        Assert.SkipWhen(module.ExitCode != 0, "no python3-docker on this machine");

        CommandResult result = await Command.RunAsync(
            "env", [$"DOCKER_HOST={engine.Address}", "python3", "-W", "ignore", s_script, Daemon.Busybox], stdin: (string?)null);

        Assert.True(result.ExitCode == 0, $"{result.Output}\n{result.Error}");
        Assert.Contains("ok errors", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("missing run", result.Output, StringComparison.Ordinal);
    }
}
