using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registry;

/// <summary>The registry dies between two steps of a push or a collection: what it has then is whole, and the push can be made again.</summary>
public sealed class RegistryFailpointTests
{
    private const string Repository = "app";

    private static readonly string[] s_folders = ["blobs", "uploads"];
    private static readonly byte[] s_blob = [1, 2, 3];

    [Theory]
    [InlineData("upload.written")]
    [InlineData("blob.renamed")]
    [InlineData("blob.synced")]
    [InlineData("blob.recorded")]
    [InlineData("manifest.recorded")]
    public async Task Die_InAPush_LeavesNothingBroken(string failpoint)
    {
        await using BerthRegistry registry = await BerthRegistry.StartAsync();
        await registry.KillAsync();
        await registry.StartAgainAsync(failpoint);
        using var http = new HttpClient { BaseAddress = registry.Url };
        var pushes = new RawPushes(http);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PushAsync(pushes));
        await registry.KillAsync();
        await registry.StartAgainAsync();
        (await registry.RunAsync(null, "verify")).Succeeded();
        Assert.True(await PushAsync(pushes));

        Assert.Equal(s_blob, await pushes.GetAsync($"/v2/{Repository}/blobs/{PushedImage.DigestOf(s_blob)}"));
        (await registry.RunAsync(null, "verify")).Succeeded();
        await Condition.WaitAsync("the collection leaves the blob's file only", async () =>
        {
            (await registry.RunAsync(null, "gc", "--gc-grace", "1s")).Succeeded();
            return Files(registry).Length == 1;
        });
    }

    [Fact]
    public async Task Die_InACollection_LeavesFilesForTheNext()
    {
        await using BerthRegistry registry = await BerthRegistry.StartAsync(new BerthRegistryOptions { Configuration = "gc = { grace = \"1s\", interval = \"1s\" }" });
        await registry.KillAsync();
        await registry.StartAgainAsync("collection.recorded");
        using var http = new HttpClient { BaseAddress = registry.Url };
        var pushes = new RawPushes(http);
        Assert.True(await pushes.MonolithicAsync(Repository, s_blob));

        await Condition.WaitAsync("the registry dies", () => !registry.IsRunning);
        await registry.KillAsync();
        Assert.Single(Files(registry));
        await registry.StartAgainAsync();

        Assert.Null(await pushes.GetAsync($"/v2/{Repository}/blobs/{PushedImage.DigestOf(s_blob)}"));
        await Condition.WaitAsync("the next collection removes the file", () => Files(registry).Length == 0);
        (await registry.RunAsync(null, "verify")).Succeeded();
    }

    private static async Task<bool> PushAsync(RawPushes pushes) =>
        await pushes.MonolithicAsync(Repository, s_blob) && await pushes.ManifestAsync(Repository, "latest", PushedImage.Of("app", [s_blob]));

    private static string[] Files(BerthRegistry registry) =>
        [.. s_folders.SelectMany(name => Directory.GetFiles(Path.Combine(registry.Data, name), "*", SearchOption.AllDirectories))];
}
