using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Registry;

/// <summary>What is no image: artifacts, what refers to them, signatures as tags.</summary>
public sealed class ArtifactTests(ClientMatrix matrix) : IDisposable
{
    private const string ArtifactType = "application/vnd.berth-test.thing";
    private const string SbomType = "application/vnd.berth-test.sbom";

    private readonly string _directory = Directory.CreateTempSubdirectory("berth-artifact-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Artifact_PushedByOras_ComesBackWithWhatWasAttached()
    {
        Assert.SkipWhen(Target.IsDockerRegistry, "docker-registry has no referrers: oras falls back to a tag");
        IRegistry registry = await matrix.RegistryAsync();
        var oras = (OrasTool)await matrix.LogInAsync("oras", registry, "alice");
        string name = $"{registry.Host}/alice/artifact";
        string file = await WriteAsync("thing.txt", "a thing"), sbom = await WriteAsync("sbom.json", "{}"), other = await WriteAsync("other.txt", "o");
        string pulled = Path.Combine(_directory, "pulled");

        (await oras.OrasAsync(null, "push", [.. oras.Options(), "--disable-path-validation", "--artifact-type", ArtifactType, $"{name}:1", file])).Succeeded();
        (await oras.OrasAsync(null, "attach", [.. oras.Options(), "--disable-path-validation", "--artifact-type", SbomType, "-a", "k=v", $"{name}:1", sbom])).Succeeded();
        (await oras.OrasAsync(null, "attach", [.. oras.Options(), "--disable-path-validation", "--artifact-type", ArtifactType, $"{name}:1", other])).Succeeded();
        JsonArray all = await DiscoverAsync(oras, $"{name}:1");
        JsonArray sboms = await DiscoverAsync(oras, $"{name}:1", "--artifact-type", SbomType);
        (await oras.OrasAsync(null, "pull", [.. oras.Options(), "--allow-path-traversal", "-o", pulled, $"{name}:1"])).Succeeded();
        CommandResult tags = (await oras.OrasAsync(null, "repo", ["tags", .. oras.Options(), name])).Succeeded();

        Assert.Equal([SbomType, ArtifactType], all.Select(r => (string?)r!["artifactType"]).Order(StringComparer.Ordinal));
        JsonNode one = Assert.Single(sboms)!;
        Assert.Equal("v", (string?)one["annotations"]!["k"]);
        Assert.Equal(["1"], tags.Lines);
    }

    [Fact]
    public async Task Attached_ToAnImage_GoesAlongWithACopy()
    {
        Assert.SkipWhen(Target.IsDockerRegistry, "docker-registry has no referrers: oras falls back to a tag");
        IRegistry registry = await matrix.RegistryAsync();
        var oras = (OrasTool)await matrix.LogInAsync("oras", registry, "alice");
        ClientTool docker = await matrix.LogInAsync("docker-dockerd", registry, "alice");
        string name = $"{registry.Host}/alice/signed";
        string digest = (await docker.PushAsync("alice/signed:1")).Succeeded();
        string signature = await WriteAsync("signature", "a signature");

        (await oras.OrasAsync(null, "attach", [.. oras.Options(), "--disable-path-validation", "--artifact-type", SbomType, $"{name}:1", signature])).Succeeded();
        (await oras.OrasAsync(
            null, "cp", ["-r", .. oras.Options("from-"), .. oras.Options("to-"), $"{name}:1", $"{registry.Host}/alice/signed-copy:1"])).Succeeded();

        Assert.Equal(digest, (await docker.PullAsync("alice/signed-copy:1")).Succeeded());
        Assert.Single(await DiscoverAsync(oras, $"{registry.Host}/alice/signed-copy:1"));
    }

    [Fact]
    public async Task Signature_AsATag_IsFoundBesideTheImage()
    {
        IRegistry registry = await matrix.RegistryAsync();
        var crane = (CraneTool)await matrix.LogInAsync("crane", registry, "alice");
        var oras = (OrasTool)await matrix.LogInAsync("oras", registry, "alice");
        string name = $"{registry.Host}/alice/cosigned";
        string digest = (await crane.PushAsync("alice/cosigned:1")).Succeeded();
        string tag = $"{digest.Replace(':', '-')}.sig";

        (await oras.OrasAsync(
            null, "push", [.. oras.Options(), "--disable-path-validation", $"{name}:{tag}", $"{await WriteAsync("payload", "p")}:application/vnd.dev.cosign.simplesigning.v1+json"])).Succeeded();

        Assert.Equal(["1", tag], (await crane.CraneAsync(null, "ls", name)).Succeeded().Lines.Order(StringComparer.Ordinal));
        Assert.Contains("simplesigning", (await crane.CraneAsync(null, "manifest", $"{name}:{tag}")).Succeeded().Output, StringComparison.Ordinal);
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        await File.WriteAllTextAsync(path, text, Cancel);
        return path;
    }

    private static async Task<JsonArray> DiscoverAsync(OrasTool oras, string reference, params string[] options)
    {
        CommandResult found = (await oras.OrasAsync(null, "discover", [.. oras.Options(), "--format", "json", .. options, reference])).Succeeded();
        JsonNode document = JsonNode.Parse(found.Output)!;
        return document["referrers"]?.AsArray() ?? [];
    }
}
