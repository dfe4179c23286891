using System.Security.Cryptography;
using Berth.Harness;
using Xunit;

namespace Berth.Conformance.Registry;

/// <summary>A push goes on although the registry dies in the middle of it.</summary>
public sealed class RestartTests(ClientMatrix matrix)
{
    private const int LayerSize = 64 << 20;

    public static TheoryData<string> Engines => [.. ClientMatrix.Engines];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Push_TheRegistryIsKilledAndStartsAgain_Succeeds(string name)
    {
        Assert.SkipWhen(Target.IsDockerRegistry, "what the bytes of an upload are called is berth-registry's");
        await using BerthRegistry registry = await BerthRegistry.StartAsync();
        var tool = (EngineTool)await matrix.OpenAsync(name, registry);
        string archive = Path.Combine(registry.Root, "large.tar"), image = $"client/large-{name}:1";
        byte[] layer = await new LayerBuilder().File("noise", Convert.ToBase64String(RandomNumberGenerator.GetBytes(LayerSize))).BuildAsync();
        await File.WriteAllBytesAsync(archive, await ImageArchive.DockerAsync(image, [layer]), TestContext.Current.CancellationToken);
        (await tool.EngineAsync(null, "load", "-i", archive)).Succeeded();

        Task<Transfer> push = tool.PushAsync(image, "large:1");
        await Condition.WaitAsync("a part of the layer has come", () => push.IsCompleted || Uploaded(registry) > 1 << 20);
        Assert.False(push.IsCompleted, "the push was over before it could be disturbed");
        await registry.KillAsync();
        await registry.StartAgainAsync();
        string digest = (await push).Succeeded();

        ClientTool skopeo = await matrix.OpenAsync("skopeo", registry);
        Assert.Equal(digest, (await skopeo.PullAsync("large:1")).Succeeded());
    }

    private static long Uploaded(BerthRegistry registry) =>
        new DirectoryInfo(Path.Combine(registry.Data, "uploads")).EnumerateFiles().Sum(file => file.Exists ? file.Length : 0);
}
