using System.Globalization;
using System.Text.Json;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Images;

/// <summary>What <c>GET /system/df</c> says of images is what du(1) says of their part of the data root, to the byte.</summary>
public sealed class DiskUsageTests(SharedDaemon shared)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LayersSize_ImagesComeAndGo_IsWhatTheDiskHolds()
    {
        await using Daemon daemon = await Daemon.StartAsync(new DaemonOptions { Reference = false });
        await AssertAgreesAsync(daemon);

        byte[] below = await new LayerBuilder().Directory("etc").File("etc/a", new string('a', 5000)).HardLink("etc/b", "etc/a").BuildAsync();
        byte[] above = await new LayerBuilder().File("etc/c", new string('c', 70_000)).Symlink("etc/d", new string('d', 200)).BuildAsync();
        await LoadAsync(daemon, await ImageArchive.OciAsync("one:1", [below, above]));
        await LoadAsync(daemon, await ImageArchive.DockerAsync("two:1", [below]));
        await AssertAgreesAsync(daemon);

        (await daemon.RunAsync("rmi", "one:1")).Succeeded();
        await AssertAgreesAsync(daemon);
        (await daemon.RunAsync("rmi", "two:1", Daemon.Busybox)).Succeeded();
        await AssertAgreesAsync(daemon);
    }

    [Theory]
    [InlineData("/system/df?type=container", "Containers")]
    [InlineData("/v1.42/system/df?type=image&type=volume", "Images,Volumes")]
    [InlineData("/v1.41/system/df?type=image", "BuildCache,Containers,Images,Volumes")]
    [InlineData("/system/df?type=build-cache", "BuildCache")]
    public async Task DiskUsage_ByType_HasOnlyThose(string path, string expected)
    {
        Assert.SkipWhen(Target.IsDockerd, "Debian's dockerd does not know the types yet");
        using JsonDocument usage = JsonDocument.Parse(await shared.Daemon.Http.GetStringAsync(new Uri(path, UriKind.Relative), Cancel));

        IEnumerable<string> present = usage.RootElement.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Array).Select(p => p.Name);

        Assert.Equal(expected, string.Join(',', present.Order(StringComparer.Ordinal)));
    }

    private static async Task LoadAsync(Daemon daemon, byte[] archive) =>
        (await daemon.RunWithStreamAsync(new MemoryStream(archive), "load")).Succeeded();

    private static async Task AssertAgreesAsync(Daemon daemon)
    {
        using JsonDocument usage = JsonDocument.Parse(await daemon.Http.GetStringAsync(new Uri("/system/df", UriKind.Relative), Cancel));
        string[] entries = [.. ((string[])["layers", "recipes", "blobs/sha256"]).Select(name => Path.Combine(daemon.DataRoot, name))
            .Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries)];
        string total = entries.Length == 0
            ? "0"
            : (await Command.RunAsync("du", ["-s", "-c", "-B1", .. entries], stdin: (string?)null)).Succeeded().Lines[^1].Split('\t')[0];

        Assert.Equal(long.Parse(total, CultureInfo.InvariantCulture), usage.RootElement.GetProperty("LayersSize").GetInt64());

        // No layer is in more than two images here, so what two share is counted twice in the sum of their shared sizes.
        JsonElement[] images = [.. usage.RootElement.GetProperty("Images").EnumerateArray()];
        long shared = images.Sum(static image => image.GetProperty("SharedSize").GetInt64());
        Assert.Equal(long.Parse(total, CultureInfo.InvariantCulture), images.Sum(static image => image.GetProperty("Size").GetInt64()) - (shared / 2));
    }
}
