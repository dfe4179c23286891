using System.Collections.Frozen;
using System.Text;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Hostile;

/// <summary>
/// Pulls from a registry that means harm, to one daemon: each ends with a clear error, and <see cref="HostileDaemon"/> checks what has to
/// hold after it.
/// </summary>
public sealed class HostilePullTests(HostileDaemon daemon) : IClassFixture<HostileDaemon>
{
    private static readonly FrozenDictionary<string, HostilePull> s_cases = PullCases.All().ToFrozenDictionary(c => c.Name);

    public static TheoryData<string> Names => [.. s_cases.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pull(string name)
    {
        Assert.SkipWhen(Target.IsDockerd, "what berthd promises");
        await using var registry = new ScriptedRegistry();
        var repository = new HostileRepository(registry, name);
        s_cases[name].Script(repository);

        await daemon.CheckAsync(s_cases[name], repository);
    }

    [Fact]
    public async Task Pull_WithCredentials_SendsThemToNobodyElse()
    {
        Assert.SkipWhen(Target.IsDockerd, "what berthd promises");
        await using var registry = new ScriptedRegistry();
        await using var other = new ScriptedRegistry();
        var repository = new HostileRepository(registry, "credentials").WithImage();
        var elsewhere = new HostileRepository(other, "credentials").WithImage();
        string blob = $"/blobs/sha256:{Hash.Hex(HostileRepository.Layer)}";
        registry.Answer(repository.Path + blob, ScriptedAnswer.Redirect($"http://{other.Host}{elsewhere.Path}{blob}"));
        registry.Answer(repository.Path + "/manifests/1", request => request.Authorization is null
            ? ScriptedAnswer.Empty("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"")
            : ScriptedAnswer.Ok(HostileRepository.ManifestType, HostileRepository.Manifest(
                HostileRepository.Descriptor(HostileRepository.ConfigType, HostileRepository.Config),
                HostileRepository.Descriptor(HostileRepository.LayerType, HostileRepository.Layer))));

        (await PullAsync(registry, repository.Image)).Succeeded();

        Assert.NotEmpty(other.Requests);
        Assert.All(other.Requests, request => Assert.Null(request.Authorization));
        (await daemon.Daemon.RunAsync("rmi", repository.Image)).Succeeded();
    }

    [Fact]
    public async Task Pull_WithARealmElsewhere_SendsItNoCredentials()
    {
        Assert.SkipWhen(Target.IsDockerd, "what berthd promises");
        await using var registry = new ScriptedRegistry();
        var repository = new HostileRepository(registry, "realm").WithImage();
        registry.Answer(repository.Path + "/manifests/1", ScriptedAnswer.Empty(
            "401 Unauthorized", $"WWW-Authenticate: Bearer realm=\"http://192.0.2.1/token\",service=\"x\",scope=\"repository:{repository.Name}:pull\""));

        CommandResult result = (await PullAsync(registry, repository.Image)).Exited(1);

        Assert.Contains("names the token service 192.0.2.1 on another host; no credentials are sent there", result.Error, StringComparison.Ordinal);
    }

    /// <summary>With a client configuration that has a login for the registry.</summary>
    private async Task<CommandResult> PullAsync(ScriptedRegistry registry, string image)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("berth-test-config-");
        try
        {
            string login = Convert.ToBase64String(Encoding.UTF8.GetBytes("user:secret"));
            await File.WriteAllTextAsync(
                Path.Combine(directory.FullName, "config.json"), $$$$"""{"auths":{"{{{{registry.Host}}}}":{"auth":"{{{{login}}}}"}}}""", TestContext.Current.CancellationToken);
            return await daemon.Daemon.RunWithVariableAsync($"DOCKER_CONFIG={directory.FullName}", null, "pull", image);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
