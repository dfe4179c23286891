using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Registry;

/// <summary>Images of several platforms, layers in zstd, and both manifest formats.</summary>
public sealed class IndexTests(ClientMatrix matrix)
{
    [Fact]
    public async Task Index_MadeByCrane_IsCopiedAndReadByAll()
    {
        IRegistry registry = await matrix.RegistryAsync();
        string index = await PushIndexAsync(registry, "alice/index");
        var skopeo = (SkopeoTool)await matrix.LogInAsync("skopeo", registry, "alice");

        Transfer copy = await skopeo.PushAsync(
            $"docker://{registry.Host}/alice/index:all", "alice/index-copy:all", "--all", skopeo.Tls("src-tls-verify"));

        Assert.Equal(index, copy.Succeeded());
        foreach (string name in ClientMatrix.Engines)
        {
            ClientTool engine = await matrix.LogInAsync(name, registry, "alice");
            Assert.Equal(index, (await engine.PullAsync("alice/index-copy:all")).Succeeded());
        }

        // skopeo takes the image of this machine and tells its digest.
        foreach (string name in (string[])["oras", "podman", "crane"])
        {
            ClientTool tool = await matrix.LogInAsync(name, registry, "alice");
            Assert.Equal((name, index), (name, (await tool.PullAsync("alice/index-copy:all")).Succeeded()));
        }

        var crane = (CraneTool)await matrix.LogInAsync("crane", registry, "alice");
        string own = (await crane.CraneAsync(null, "digest", $"{registry.Host}/alice/index:amd64")).Succeeded().Text;
        Assert.Equal(own, (await skopeo.PullAsync("alice/index-copy:all")).Succeeded());
    }

    [Fact]
    public async Task Index_MadeByDockerManifest_HasBothPlatforms()
    {
        IRegistry registry = await matrix.RegistryAsync();
        await PushIndexAsync(registry, "alice/parts");
        var docker = (EngineTool)await matrix.LogInAsync("docker-berthd", registry, "alice");
        string list = $"{registry.Host}/alice/made:1", part = $"{registry.Host}/alice/parts";

        (await docker.EngineAsync(null, "manifest", "create", "--insecure", list, $"{part}:amd64", $"{part}:arm64")).Succeeded();
        CommandResult push = (await docker.EngineAsync(null, "manifest", "push", "--insecure", list)).Succeeded();
        CommandResult inspect = (await docker.EngineAsync(null, "manifest", "inspect", "--insecure", list)).Succeeded();

        var crane = (CraneTool)await matrix.LogInAsync("crane", registry, "alice");
        Assert.Equal(push.Lines[^1].Trim(), (await crane.CraneAsync(null, "digest", list)).Succeeded().Text);
        Assert.Equal(["amd64", "arm64"], JsonNode.Parse(inspect.Output)!["manifests"]!.AsArray().Select(m => (string?)m!["platform"]!["architecture"]));
    }

    [Fact]
    public async Task Index_MadeByBuildx_IsTheSameIndex()
    {
        IRegistry registry = await matrix.RegistryAsync();
        await PushIndexAsync(registry, "alice/bx");
        var docker = (EngineTool)await matrix.LogInAsync("docker-berthd", registry, "alice");
        string source = $"{registry.Host}/alice/bx";

        (await docker.RunAsync(null, Installation.Tool("docker-buildx"), "imagetools", "create", "-t", $"{source}:made", $"{source}:amd64", $"{source}:arm64")).Succeeded();
        CommandResult inspect = (await docker.RunAsync(
            null, Installation.Tool("docker-buildx"), "imagetools", "inspect", "--raw", $"{source}:made")).Succeeded();

        Assert.Equal(2, JsonNode.Parse(inspect.Output)!["manifests"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("oci", "gzip")]
    [InlineData("oci", "zstd")]
    [InlineData("v2s2", "gzip")]
    public async Task Format_PushedBySkopeo_IsPulledByAllThatKnowIt(string format, string compression)
    {
        IRegistry registry = await matrix.RegistryAsync();
        var skopeo = (SkopeoTool)await matrix.LogInAsync("skopeo", registry, "alice");
        ToolImage image = await ToolImage.CreateAsync(Directory.CreateTempSubdirectory("berth-format-").FullName, $"{format}-{compression}");
        try
        {
            string repository = $"alice/format-{format}-{compression}:1";
            string pushed = (await skopeo.PushAsync(
                $"docker-archive:{image.DockerArchive}", repository, "--format", format, "--dest-compress", "--dest-compress-format", compression)).Succeeded();

            // dockerd knows zstd from version 23 on; here it may be older.
            foreach (string name in ClientMatrix.Tools.Where(name => compression != "zstd" || name != "docker-dockerd"))
            {
                ClientTool tool = await matrix.LogInAsync(name, registry, "alice");
                Assert.Equal((name, pushed), (name, (await tool.PullAsync(repository)).Succeeded()));
            }
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(image.OciArchive)!, recursive: true);
        }
    }

    /// <summary>Tags <c>amd64</c>, <c>arm64</c> and <c>all</c>, which has both; the digest of that one.</summary>
    private async Task<string> PushIndexAsync(IRegistry registry, string repository)
    {
        var crane = (CraneTool)await matrix.LogInAsync("crane", registry, "alice");
        string name = $"{registry.Host}/{repository}";
        (await crane.PushAsync($"{repository}:amd64")).Succeeded();
        (await crane.CraneAsync(null, "mutate", "--set-platform", "linux/arm64", "-t", $"{name}:arm64", $"{name}:amd64")).Succeeded();
        (await crane.CraneAsync(null, "index", "append", "-m", $"{name}:amd64", "-m", $"{name}:arm64", "-t", $"{name}:all")).Succeeded();
        return (await crane.CraneAsync(null, "digest", $"{name}:all")).Succeeded().Text;
    }
}
