using System.Net;
using System.Text;
using System.Text.Json;
using Berth.Harness;
using Berth.Integration.Cli;
using Xunit;

namespace Berth.Integration.Images;

/// <summary>Images of containers.</summary>
public sealed class CommitTests(SharedDaemon shared) : CliTest(shared)
{
    [Fact]
    public async Task Commit_AContainer_HasItsFilesAndItsConfiguration()
    {
        string name = NewName();
        await TextAsync(
            "run", "--name", name, "--network", "none", "-e", "A=1", "-w", "/www", "-l", "who=me", Busybox, "sh", "-c",
            "echo new > new; rm index.html; rm -r /home; mkdir /home; touch /home/fresh");

        string id = await TextAsync("commit", "-a", "someone", "-m", "why", "-c", "ENV B=2", "-c", "CMD [\"ls\", \"/home\"]", name, name);

        Assert.StartsWith("sha256:", id, StringComparison.Ordinal);
        Assert.Equal($"{id} someone [\"A=1\",\"B=2\"]|/www|me|[ls /home]", await TextAsync(
            "inspect", "--type", "image", "-f", "{{.Id}} {{.Author}} {{json .Config.Env}}|{{.Config.WorkingDir}}|{{.Config.Labels.who}}|{{.Config.Cmd}}", name));
        Assert.Equal("fresh", await TextAsync("run", "--rm", "--network", "none", name));
        Assert.Equal("new", await TextAsync("run", "--rm", "--network", "none", name, "sh", "-c", "cat new; cat index.html 2>/dev/null || true"));
        Assert.Contains("why", (await TextAsync("history", name)).Split('\n')[1], StringComparison.Ordinal);
        Assert.Contains("sh -c echo new", await TextAsync("history", "--no-trunc", name), StringComparison.Ordinal);
        await TextAsync("rm", name);
        await TextAsync("rmi", name);
    }

    [Fact]
    public async Task Commit_AContainerThatWroteNothing_AddsNoLayer()
    {
        string name = NewName();
        await TextAsync("create", "--name", name, Busybox);
        await TextAsync("commit", name, $"{name}:t");

        Assert.Equal(
            await TextAsync("inspect", "--type", "image", "-f", "{{json .RootFS.Layers}}", Busybox),
            await TextAsync("inspect", "--type", "image", "-f", "{{json .RootFS.Layers}}", $"{name}:t"));
        await TextAsync("rm", name);
        await TextAsync("rmi", $"{name}:t");
    }

    [Fact]
    public async Task Commit_WhatACommitMade_GrowsByALayer()
    {
        string name = NewName();
        await TextAsync("run", "--name", name, "--network", "none", Busybox, "sh", "-c", "mkdir /d; echo 1 > /d/one; echo x > /d/both");
        await TextAsync("commit", name, $"{name}:1");
        await TextAsync("rm", name);
        await TextAsync("run", "--name", name, "--network", "none", $"{name}:1", "sh", "-c", "rm /d/one; echo 2 > /d/two; chmod 640 /d/both");
        await TextAsync("commit", name, $"{name}:2");

        Assert.Equal("both two 640", await TextAsync(
            "run", "--rm", "--network", "none", $"{name}:2", "sh", "-c", "echo $(ls /d) $(stat -c %a /d/both)"));
        Assert.Equal("3", await TextAsync("inspect", "--type", "image", "-f", "{{len .RootFS.Layers}}", $"{name}:2"));
        await TextAsync("rm", name);
        await TextAsync("rmi", $"{name}:2", $"{name}:1");
    }

    [Fact]
    public async Task Commit_ARunningContainer_LetsItGoOn()
    {
        await using TestContainer container = await StartSleeperAsync("--network", "none");
        await container.ShellAsync("echo x > /x");

        string id = await TextAsync("commit", container.Name);

        Assert.Equal("running", await container.InspectAsync("{{.State.Status}}"));
        Assert.Equal("x", await container.ShellAsync("cat /x"));
        Assert.Equal("x", await TextAsync("run", "--rm", "--network", "none", id, "cat", "/x"));
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        string filter = Uri.EscapeDataString($$"""{"container":["{{container.Name}}"],"event":["pause","unpause","commit"]}""");
        string events = await Daemon.Http.GetStringAsync(
            new Uri($"/events?since={now - 60}&until={now + 1}&filters={filter}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(["commit", "pause", "unpause"], events.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("Action").GetString()).Order());
        await TextAsync("rmi", id);
    }

    [Theory]
    [InlineData("FROM x")]
    [InlineData("NOTHING x")]
    [InlineData("STOPSIGNAL none")]
    public async Task Commit_WithABadChange_IsRefusedAndTheContainerGoesOn(string change)
    {
        await using TestContainer container = await StartSleeperAsync("--network", "none");

        CommandResult result = await RunAsync("commit", "-c", change, container.Name, NewName());

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", await container.ShellAsync("true"));
    }

    [Fact]
    public async Task Commit_WithABadName_IsRefused()
    {
        string name = NewName();
        await TextAsync("create", "--name", name, Busybox);

        Assert.Contains("must be lowercase", (await RunAsync("commit", name, "Upper")).Exited(1).Error, StringComparison.Ordinal);
        Assert.Equal(
            "refusing to create a tag with a digest reference",
            (await RunAsync("commit", name, $"x@sha256:{new string('a', 64)}")).Exited(1).Error.TrimEnd());
        Assert.Equal("Error response from daemon: No such container: nobody", (await RunAsync("commit", "nobody")).Exited(1).Error.TrimEnd());
        await TextAsync("rm", name);
    }

    [Fact]
    public async Task Commit_ByTheApi_TakesAConfiguration()
    {
        string name = NewName();
        await TextAsync("create", "--name", name, "-e", "A=1", Busybox, "true");
        using var body = new StringContent("""{"Cmd":["x"],"Env":["Q=1"],"Labels":{"a":"b"}}""", Encoding.UTF8, "application/json");

        using HttpResponseMessage made = await Daemon.Http.PostAsync(new Uri($"/v1.41/commit?container={name}&repo={name}&tag=t", UriKind.Relative), body, TestContext.Current.CancellationToken);
        using HttpResponseMessage nameless = await Daemon.Http.PostAsync(new Uri("/v1.41/commit", UriKind.Relative), null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, nameless.StatusCode);
        Assert.Equal("[\"Q=1\",\"A=1\"] [\"x\"] b", await TextAsync(
            "inspect", "--type", "image", "-f", "{{json .Config.Env}} {{json .Config.Cmd}} {{.Config.Labels.a}}", $"{name}:t"));
        await TextAsync("rm", name);
        await TextAsync("rmi", $"{name}:t");
    }
}
