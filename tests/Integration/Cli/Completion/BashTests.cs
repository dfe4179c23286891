using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Completion;

/// <summary>The completion of bash, by running bash with the script that the client prints.</summary>
public sealed class BashTests(SharedDaemon shared) : CliTest(shared)
{
    [Theory]
    [InlineData("berth con", "container context")]
    [InlineData("berth container unp", "unpause")]
    [InlineData("berth run --pull=al", "always")]
    [InlineData("berth run --rest", "--restart")]
    public async Task Complete_OfCommandsAndFlags_IsTheirNames(string line, string expected) => Assert.Equal(expected, await CompleteAsync(line));

    [Fact]
    public async Task Complete_OfNames_AsksTheDaemon()
    {
        await using TestContainer container = await StartSleeperAsync();

        Assert.Equal(container.Name, await CompleteAsync($"berth stop {container.Name[..6]}"));
        Assert.Equal(container.Name, await CompleteAsync($"berth container exec -it {container.Name[..6]}"));
        Assert.Equal("", await CompleteAsync($"berth start {container.Name[..6]}"));
        Assert.Equal("berth-test/busybox berth-test/busybox:latest", await CompleteAsync("berth run berth-test/busy"));
    }

    [Fact]
    public async Task Complete_OfNetworks_AsksTheDaemon()
    {
        Assert.SkipUnless(Target.HasBridge, "the private dockerd has no bridge");

        Assert.Equal("bridge", await CompleteAsync("berth run --network bri"));
    }

    [Fact]
    public async Task Complete_BehindAColon_IsWhatBashReplaces() => Assert.Equal("latest", await CompleteAsync("berth rmi berth-test/busybox:la"));

    [Theory]
    [InlineData("fish")]
    [InlineData("zsh")]
    public async Task Script_OfOtherShells_NamesTheProgram(string shell)
    {
        string script = (await Command.RunAsync(Installation.Binary("berth"), ["completion", shell])).Succeeded().Output;

        Assert.Contains("__complete", script, StringComparison.Ordinal);
        Assert.DoesNotContain("PROGRAM", script, StringComparison.Ordinal);
        if (Installation.OnPath(shell) is { } program)
        {
            string file = Path.GetTempFileName();
            await File.WriteAllTextAsync(file, script, TestContext.Current.CancellationToken);
            (await Command.RunAsync(program, ["-n", file])).Succeeded();
            File.Delete(file);
        }
    }

    /// <summary>What bash would offer behind a line, as its words, sorted.</summary>
    private async Task<string> CompleteAsync(string line)
    {
        // Words as bash splits them, at blanks and, each for itself, at colons and equals signs.
        const string script = """
            source <(berth completion bash)
            COMP_LINE=$1 COMP_POINT=${#1}
            spaced=${1//:/ : } spaced=${spaced//=/ = }
            read -ra COMP_WORDS <<<"$spaced"
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _berth_complete
            printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd' '
            """;
        string path = $"PATH={Installation.Bin}:{Environment.GetEnvironmentVariable("PATH")}";
        return (await Command.RunAsync("env", [path, $"DOCKER_HOST={Daemon.Host}", "bash", "-c", script, "bash", line], (string?)null)).Succeeded().Text;
    }
}
