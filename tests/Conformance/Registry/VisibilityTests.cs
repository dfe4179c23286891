using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Registry;

/// <summary>Who has not logged in, or as somebody else.</summary>
public sealed class VisibilityTests(ClientMatrix matrix)
{
    public static TheoryData<string> Tools => [.. ClientMatrix.Tools];

    public static TheoryData<string> Engines => [.. ClientMatrix.Engines];

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task Pull_OfAPrivateRepository_SaysWhatItSaysOfOneThatIsNotThere(string name)
    {
        Assert.SkipWhen(Target.IsDockerRegistry, "docker-registry has no private repositories");
        IRegistry registry = await matrix.RegistryAsync();
        ClientTool alice = await matrix.LogInAsync("skopeo", registry, "alice");
        (await alice.PushAsync("alice/private:1")).Succeeded();
        ClientTool nobody = await matrix.OpenAsync(name, registry);
        ClientTool bob = await matrix.LogInAsync(name, registry, "bob");

        foreach (ClientTool tool in (ClientTool[])[nobody, bob])
        {
            CommandResult hidden = (await tool.PullAsync("alice/private:1")).Command;
            CommandResult missing = (await tool.PullAsync("alice/missing:1")).Command;

            Assert.NotEqual(0, hidden.ExitCode);
            Assert.Equal(Comparable(missing).Replace("alice/missing", "alice/private", StringComparison.Ordinal), Comparable(hidden));
        }

        Assert.NotEqual(0, (await bob.PushAsync("alice/private:1")).Command.ExitCode);
        Assert.NotEqual(0, (await bob.PushAsync("alice/of-bob:1")).Command.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task Pull_OfAPublicRepository_NeedsNoLogin(string name)
    {
        Assert.SkipWhen(Target.IsDockerRegistry, "docker-registry has no public repositories beside accounts");
        await using IRegistry registry = await RegistryUnderTest.StartAsync(ClientMatrix.Users, configuration: "accounts.new-repositories = \"public\"");
        ClientTool alice = await matrix.LogInAsync("skopeo", registry, "alice");
        string pushed = (await alice.PushAsync("alice/public:1")).Succeeded();
        ClientTool nobody = await matrix.OpenAsync(name, registry);

        Assert.Equal(pushed, (await nobody.PullAsync("alice/public:1")).Succeeded());
        Assert.NotEqual(0, (await nobody.PushAsync("alice/public:2")).Command.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Login_ByAnEngine_KeepsAnIdentityTokenAndNoPassword(string name)
    {
        Assert.SkipWhen(Target.IsDockerRegistry, "docker-registry has no token service");
        IRegistry registry = await matrix.RegistryAsync();
        var tool = (EngineTool)await matrix.LogInAsync(name, registry, "alice");
        JsonNode entry = JsonNode.Parse(await File.ReadAllBytesAsync(tool.ConfigFile, TestContext.Current.CancellationToken))!["auths"]![registry.Host]!;

        Assert.NotEmpty((string?)entry["identitytoken"] ?? "");
        Assert.DoesNotContain(ClientMatrix.Password, Decoded((string?)entry["auth"]), StringComparison.Ordinal);
        string pushed = (await tool.PushAsync($"alice/identity-{name}:1")).Succeeded();
        Assert.Equal(pushed, (await tool.PullAsync($"alice/identity-{name}:1")).Succeeded());
    }

    private static string Decoded(string? base64) => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(base64 ?? ""));

    // Without the time of a log line.
    private static string Comparable(CommandResult result) =>
        string.Join('\n', (result.Output + result.Error).Split('\n').Select(line => System.Text.RegularExpressions.Regex.Replace(line, "time=\"[^\"]*\"|^\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d", "")));
}
