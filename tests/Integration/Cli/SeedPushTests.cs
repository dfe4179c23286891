using System.Text.RegularExpressions;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli;

/// <summary>The end of the tutorial: an image of one's own is tagged, pushed and pulled, at Debian's docker-registry.</summary>
public sealed class SeedPushTests
{
    [Fact]
    public async Task Registry_ImageMadeHere_GoesThereAndComesBack()
    {
        await using RegistryServer registry = await RegistryServer.StartAsync();
        await using Daemon daemon = await Daemon.StartAsync();
        string name = $"{registry.Host}/wangxiong/lnmp";

        // docker tag lnmp:v1 wangxiong/lnmp:v1.0 ; docker images
        (await daemon.RunAsync("tag", Daemon.Busybox, "lnmp:v1")).Succeeded();
        (await daemon.RunAsync("tag", "lnmp:v1", $"{name}:v1.0")).Succeeded();
        string[] images = (await daemon.RunAsync("images", "--format", "{{.Repository}}:{{.Tag}}")).Succeeded().Lines;
        Assert.Equal(new[] { Daemon.Busybox, "lnmp:v1", $"{name}:v1.0" }.Order(), images.Order());

        // docker push wangxiong/lnmp:v1.0
        string[] push = (await daemon.RunAsync("push", $"{name}:v1.0")).Succeeded().Lines;
        Assert.Equal($"The push refers to repository [{name}]", push[0]);
        Assert.Contains(push, line => Regex.IsMatch(line, "^[0-9a-f]{12}: Pushed$"));
        Match end = Regex.Match(push[^1], "^v1\\.0: digest: (sha256:[0-9a-f]{64}) size: [0-9]+$");
        Assert.True(end.Success, push[^1]);
        string[] again = (await daemon.RunAsync("push", $"{name}:v1.0")).Succeeded().Lines;
        Assert.Contains(again, line => Regex.IsMatch(line, "^[0-9a-f]{12}: Layer already exists$"));
        Assert.Equal(push[^1], again[^1]);

        // docker pull wangxiong/lnmp, after the image is gone from here
        string id = (await daemon.RunAsync("image", "inspect", "--format", "{{.Id}}", "lnmp:v1")).Succeeded().Text;
        (await daemon.RunAsync("rmi", Daemon.Busybox, "lnmp:v1", $"{name}:v1.0")).Succeeded();
        string[] pull = (await daemon.RunAsync("pull", $"{name}:v1.0")).Succeeded().Lines;
        Assert.Equal(
            [$"Digest: {end.Groups[1].Value}", $"Status: Downloaded newer image for {name}:v1.0", $"{name}:v1.0"], pull[^3..]);
        Assert.Equal(id, (await daemon.RunAsync("image", "inspect", "--format", "{{.Id}}", $"{name}:v1.0")).Succeeded().Text);
        Assert.Contains(
            "Status: Image is up to date for", (await daemon.RunAsync("pull", $"{name}:v1.0")).Succeeded().Output, StringComparison.Ordinal);
    }
}
