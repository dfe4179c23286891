using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Connections;

/// <summary>Contexts: names for daemons, kept where docker keeps them.</summary>
public sealed class ContextTests(SharedDaemon shared) : ConnectionTest(shared)
{
    [Fact]
    public async Task Use_AContext_IsWhereCommandsGo()
    {
        (await ClientAsync("context", "create", "here", "--description", "the test's", "--docker", $"host={Daemon.Host}")).Succeeded();
        CommandResult used = (await ClientAsync("context", "use", "here")).Succeeded();

        Assert.Equal("here", used.Text);
        Assert.Contains("Current context is now \"here\"", used.Error, StringComparison.Ordinal);
        Assert.Equal("here", (await ClientAsync("context", "show")).Succeeded().Text);
        (await ClientAsync("version")).Succeeded();
        string[] list = (await ClientAsync("context", "ls")).Succeeded().Lines;
        Assert.Matches("^NAME +DESCRIPTION +DOCKER ENDPOINT +ERROR$", list[0]);
        Assert.Contains(list, line => line.StartsWith("here *", StringComparison.Ordinal) && line.Contains(Daemon.Host, StringComparison.Ordinal));
        Assert.Equal(
            $$"""{"Current":true,"Description":"the test's","DockerEndpoint":"{{Daemon.Host}}","Error":"","Name":"here"}""",
            (await ClientAsync("context", "ls", "--format", "json")).Succeeded().Lines[^1]);
    }

    [Fact]
    public async Task Precedence_FlagBeforeVariableBeforeChoice_Decides()
    {
        (await ClientAsync("context", "create", "here", "--docker", $"host={Daemon.Host}")).Succeeded();
        (await ClientAsync("context", "create", "nowhere", "--docker", "host=unix:///nonexistent/d.sock")).Succeeded();
        (await ClientAsync("context", "use", "nowhere")).Succeeded();

        Assert.Contains("unix:///nonexistent/d.sock", (await ClientAsync("ps")).Exited(1).Error, StringComparison.Ordinal);
        (await ClientAsync("--context", "here", "ps")).Succeeded();
        (await ClientAsync(["DOCKER_CONTEXT=here"], ["ps"])).Succeeded();
        (await ClientAsync([$"DOCKER_HOST={Daemon.Host}", "DOCKER_CONTEXT=nowhere"], ["ps"])).Succeeded();
        (await ClientAsync(["DOCKER_HOST=unix:///nonexistent/other.sock"], ["-c", "here", "ps"])).Succeeded();
        (await ClientAsync(["DOCKER_HOST=unix:///nonexistent/other.sock"], ["-H", Daemon.Host, "ps"])).Succeeded();
        CommandResult both = await ClientAsync("-c", "here", "-H", Daemon.Host, "ps");
        Assert.Equal("conflicting options: cannot specify both --host and --context", both.Exited(1).Error.Trim());
    }

    [Fact]
    public async Task Export_Imported_IsTheSameContext()
    {
        string file = Path.Combine(Config, "here.tar");
        (await ClientAsync("context", "create", "here", "--description", "d", "--docker", $"host={Daemon.Host}")).Succeeded();
        (await ClientAsync("context", "export", "here", file)).Succeeded();
        (await ClientAsync("context", "import", "copy", file)).Succeeded();

        Assert.Equal(
            $"copy {Daemon.Host}", (await ClientAsync("context", "inspect", "-f", "{{.Name}} {{.Endpoints.docker.Host}}", "copy")).Succeeded().Text);
        Assert.Contains("copy: d", (await ClientAsync("context", "ls", "--format", "{{.Name}}: {{.Description}}")).Succeeded().Lines);
        Assert.Contains("already exists", (await ClientAsync("context", "import", "copy", file)).Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_TheOneInUse_TakesForce()
    {
        (await ClientAsync("context", "create", "here", "--docker", $"host={Daemon.Host}")).Succeeded();
        (await ClientAsync("context", "use", "here")).Succeeded();

        Assert.Contains("context \"here\" is in use, set -f flag to force remove", (await ClientAsync("context", "rm", "here")).Exited(1).Error, StringComparison.Ordinal);
        Assert.Equal("here", (await ClientAsync("context", "rm", "-f", "here")).Succeeded().Text);
        Assert.Equal("default", (await ClientAsync("context", "show")).Succeeded().Text);
        Assert.Contains("context \"default\" cannot be removed", (await ClientAsync("context", "rm", "default")).Exited(1).Error, StringComparison.Ordinal);
        Assert.Contains("context \"here\" does not exist", (await ClientAsync("context", "rm", "here")).Exited(1).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default", "\"default\" is a reserved context name")]
    [InlineData("a/b", "context name \"a/b\" is invalid")]
    public async Task Create_ANameThatCannotBe_IsRefused(string name, string message) =>
        Assert.Contains(message, (await ClientAsync("context", "create", name)).Exited(1).Error, StringComparison.Ordinal);

    [Fact]
    public async Task Store_OfEachClient_IsReadByTheOther()
    {
        if (Installation.OnPath("docker") is not { } docker || Daemon.ClientPath == docker)
        {
            return;
        }

        string file = Path.Combine(Config, "theirs.tar");
        (await ProgramAsync(docker, [], ["context", "create", "theirs", "--docker", $"host={Daemon.Host}"])).Succeeded();
        (await ProgramAsync(docker, [], ["context", "export", "theirs", file])).Succeeded();
        (await ClientAsync("context", "create", "ours", "--docker", $"host={Daemon.Host}")).Succeeded();
        (await ClientAsync("context", "import", "imported", file)).Succeeded();
        (await ClientAsync("context", "use", "ours")).Succeeded();

        (await ClientAsync("-c", "theirs", "ps")).Succeeded();
        (await ClientAsync("-c", "imported", "ps")).Succeeded();
        (await ProgramAsync(docker, [], ["ps"])).Succeeded();
        Assert.Equal(
            (await ProgramAsync(docker, [], ["context", "inspect", "ours", "theirs"])).Succeeded().Output,
            (await ClientAsync("context", "inspect", "ours", "theirs")).Succeeded().Output);
        Assert.Equal(
            (await ProgramAsync(docker, [], ["context", "ls", "-q"])).Succeeded().Output, (await ClientAsync("context", "ls", "-q")).Succeeded().Output);
    }
}
