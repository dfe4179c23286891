using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Registry;

/// <summary>What there is, what may be seen of it, and its end.</summary>
public sealed class ListTests(ClientMatrix matrix)
{
    [Fact]
    public async Task Tags_AreListedAlikeByAll()
    {
        IRegistry registry = await matrix.RegistryAsync();
        var crane = (CraneTool)await matrix.LogInAsync("crane", registry, "alice");
        var skopeo = (SkopeoTool)await matrix.LogInAsync("skopeo", registry, "alice");
        var podman = (PodmanTool)await matrix.LogInAsync("podman", registry, "alice");
        var oras = (OrasTool)await matrix.LogInAsync("oras", registry, "alice");
        string name = $"{registry.Host}/alice/tags";
        string[] tags = ["1", "1.0", "B", "_x", "latest"];
        (await crane.PushAsync("alice/tags:1")).Succeeded();
        foreach (string tag in tags[1..])
        {
            (await crane.CraneAsync(null, "tag", $"{name}:1", tag)).Succeeded();
        }

        JsonNode bySkopeo = JsonNode.Parse((await skopeo.SkopeoAsync(null, "list-tags", [skopeo.Tls("tls-verify"), $"docker://{name}"])).Succeeded().Output)!;
        CommandResult byPodman = (await podman.PodmanAsync(null, "search", podman.Tls, "--list-tags", "--format", "json", name)).Succeeded();
        CommandResult byOras = (await oras.OrasAsync(null, "repo", ["tags", .. oras.Options(), name])).Succeeded();

        Assert.Equal(tags, AsSpecified(bySkopeo["Tags"]!.AsArray().Select(t => (string)t!)));
        Assert.Equal(tags, AsSpecified(JsonNode.Parse(byPodman.Output)![0]!["Tags"]!.AsArray().Select(t => (string)t!)));
        Assert.Equal(tags, AsSpecified(byOras.Lines));
        Assert.Equal(tags, AsSpecified((await crane.CraneAsync(null, "ls", name)).Succeeded().Lines));
    }

    [Fact]
    public async Task Catalog_HasOnlyWhatTheCallerMayPull()
    {
        Assert.SkipWhen(Target.IsDockerRegistry, "docker-registry shows everything to everybody");
        IRegistry registry = await matrix.RegistryAsync();
        var alice = (CraneTool)await matrix.LogInAsync("crane", registry, "alice");
        var bob = (CraneTool)await matrix.LogInAsync("crane", registry, "bob");
        var oras = (OrasTool)await matrix.LogInAsync("oras", registry, "bob");
        (await alice.PushAsync("alice/catalog:1")).Succeeded();
        (await bob.PushAsync("bob/catalog:1")).Succeeded();

        string[] ofAlice = (await alice.CraneAsync(null, "catalog", registry.Host)).Succeeded().Lines;
        string[] ofBob = (await bob.CraneAsync(null, "catalog", registry.Host)).Succeeded().Lines;
        string[] byOras = (await oras.OrasAsync(null, "repo", ["ls", .. oras.Options(), registry.Host])).Succeeded().Lines;

        Assert.Contains("alice/catalog", ofAlice);
        Assert.DoesNotContain(ofAlice, repository => repository.StartsWith("bob/", StringComparison.Ordinal));
        Assert.Contains("bob/catalog", ofBob);
        Assert.DoesNotContain(ofBob, repository => repository.StartsWith("alice/", StringComparison.Ordinal));
        Assert.Equal(ofBob, byOras);
    }

    [Fact]
    public async Task Search_ByAll_FindsOnlyWhatTheCallerMayPull()
    {
        Assert.SkipWhen(Target.IsDockerRegistry, "docker-registry has no search");
        IRegistry registry = await matrix.RegistryAsync();
        ClientTool pusher = await matrix.LogInAsync("skopeo", registry, "alice");
        (await pusher.PushAsync("alice/needle-one:1")).Succeeded();
        (await pusher.PushAsync("alice/needle-two:1")).Succeeded();
        string term = $"{registry.Host}/needle";

        var outputs = new List<string>();
        foreach (string name in ClientMatrix.Engines)
        {
            var engine = (EngineTool)await matrix.LogInAsync(name, registry, "alice");
            outputs.Add((await engine.EngineAsync(null, "search", "--format", "{{.Name}}", term)).Succeeded().Output);
        }

        var bob = (EngineTool)await matrix.LogInAsync("docker-berthd", registry, "bob");
        CommandResult hidden = (await bob.EngineAsync(null, "search", "--format", "{{.Name}}", term)).Succeeded();

        Assert.All(outputs, output => Assert.Equal("alice/needle-one\nalice/needle-two\n", Sorted(output)));
        Assert.Equal("", hidden.Text);
    }

    [Fact]
    public async Task Search_OfPublicRepositories_NeedsNoLogin()
    {
        Assert.SkipWhen(Target.IsDockerRegistry, "docker-registry has no search");
        await using IRegistry registry = await RegistryUnderTest.StartAsync(ClientMatrix.Users, configuration: "accounts.new-repositories = \"public\"");
        ClientTool pusher = await matrix.LogInAsync("skopeo", registry, "alice");
        (await pusher.PushAsync("alice/needle:1")).Succeeded();
        string term = $"{registry.Host}/needle";

        foreach (string name in ClientMatrix.Engines)
        {
            var engine = (EngineTool)await matrix.OpenAsync(name, registry);
            Assert.Equal("alice/needle", (await engine.EngineAsync(null, "search", "--format", "{{.Name}}", term)).Succeeded().Text);
        }

        // podman asks as a stranger even with a log-in.
        var podman = (PodmanTool)await matrix.LogInAsync("podman", registry, "alice");
        CommandResult byPodman = (await podman.PodmanAsync(null, "search", podman.Tls, "--format", "{{.Name}}", term)).Succeeded();
        Assert.Equal($"{registry.Host}/alice/needle", byPodman.Text.Trim());
    }

    [Fact]
    public async Task Delete_BySkopeo_IsGoneForAllAndNotForOthersToDo()
    {
        IRegistry registry = await matrix.RegistryAsync();
        var skopeo = (SkopeoTool)await matrix.LogInAsync("skopeo", registry, "alice");
        string name = $"docker://{registry.Host}/alice/deleted:1";
        (await skopeo.PushAsync("alice/deleted:1")).Succeeded();
        if (!Target.IsDockerRegistry)
        {
            var bob = (SkopeoTool)await matrix.LogInAsync("skopeo", registry, "bob");
            Assert.NotEqual(0, (await bob.SkopeoAsync(null, "delete", [bob.Tls("tls-verify"), name])).ExitCode);
            (await skopeo.PullAsync("alice/deleted:1")).Succeeded();
        }

        (await skopeo.SkopeoAsync(null, "delete", [skopeo.Tls("tls-verify"), name])).Succeeded();

        foreach (string puller in ClientMatrix.Tools)
        {
            ClientTool tool = await matrix.LogInAsync(puller, registry, "alice");
            CommandResult pull = (await tool.PullAsync("alice/deleted:1")).Command;
            Assert.NotEqual(0, pull.ExitCode);
            Assert.Matches("(?i)manifest.unknown|not found", pull.Error);
        }
    }

    // docker-registry lists tags in any order.
    private static IEnumerable<string> AsSpecified(IEnumerable<string> tags) => Target.IsDockerRegistry ? tags.Order(StringComparer.Ordinal) : tags;

    private static string Sorted(string lines) => string.Concat(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Select(line => $"{line.Trim()}\n"));
}
