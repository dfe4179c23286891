using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli;

/// <summary><c>events</c>: what happened, in docker's words.</summary>
public sealed class EventsTests(SharedDaemon shared) : CliTest(shared)
{
    /// <summary>docker's client counts in whole seconds: what has just happened is before the next one.</summary>
    private const string Now = "-1s";

    [Fact]
    public async Task Events_OfAContainer_AreItsLifeInOrder()
    {
        string name = NewName();
        (await RunAsync("run", "--name", name, "--label", "a=b", Busybox, "true")).Succeeded();
        string id = await TextAsync("inspect", "-f", "{{.Id}}", name);
        (await RunAsync("rm", name)).Succeeded();

        string[] lines = (await RunAsync("events", "--since", "1", "--until", Now, "--filter", $"container={id}", "--filter", "type=container")).Succeeded().Lines;
        string[] actions = (await RunAsync(
            "events", "--since", "1", "--until", Now, "--filter", $"container={id}", "--filter", "type=container", "--format", "{{.Action}}")).Succeeded().Lines;

        Assert.Matches(
            $"^[0-9-]+T[0-9:]+\\.[0-9]{{9}}(Z|[+-][0-9:]+) container create {id} \\(a=b, image={Busybox}, name={name}\\)$", lines[0]);
        Assert.Equal(["create", "attach", "start", "die", "destroy"], actions.Where(action => action is not ("resize" or "exec_die")));
        Assert.Equal(lines.Length, actions.Length);
    }

    [Fact]
    public async Task Events_AsJson_AreObjects()
    {
        await using TestContainer container = await StartSleeperAsync();

        string[] lines = (await RunAsync(
            "events", "--since", "1", "--until", Now, "--filter", $"container={container.Name}", "--filter", "event=start", "--format", "json")).Succeeded().Lines;

        Assert.Contains("\"Action\":\"start\"", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_WithABadTemplate_AreRefused()
    {
        CommandResult events = await RunAsync("events", "--format", "{{");

        Assert.StartsWith("Error parsing format: template: :1: unclosed action", events.Exited(64).Error, StringComparison.Ordinal);
    }
}
