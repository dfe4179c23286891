using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli;

/// <summary>
/// What the tutorial that the project began with does with a registry, in its order. Debian's docker-registry is both the mirror of Docker
/// Hub that <c>ubuntu:13.10</c> comes from and the registry that is pushed to.
/// </summary>
public sealed class SeedRegistryTests
{
    [Fact]
    public async Task Registry_Pulled_AsInTheTutorial()
    {
        await using RegistryServer registry = await RegistryServer.StartAsync();
        await using Daemon daemon = await Daemon.StartAsync(new DaemonOptions { Arguments = ["--registry-mirror", registry.Url.ToString()] });
        await FillAsync(daemon, registry.Host);

        // docker pull ubuntu:13.10
        string[] pull = (await daemon.RunAsync("pull", "ubuntu:13.10")).Succeeded().Lines;
        string digest = Assert.Single(pull, line => line.StartsWith("Digest: ", StringComparison.Ordinal))["Digest: ".Length..];
        Assert.Equal("13.10: Pulling from library/ubuntu", pull[0]);
        Assert.Matches("^[0-9a-f]{12}: ", pull[1]);
        Assert.Equal([$"Digest: {digest}", "Status: Downloaded newer image for ubuntu:13.10", "docker.io/library/ubuntu:13.10"], pull[^3..]);
        Assert.Matches("^sha256:[0-9a-f]{64}$", digest);

        // docker images, docker image ls --digests
        string[] images = (await daemon.RunAsync("images", "ubuntu")).Succeeded().Lines;
        Assert.Matches("^ubuntu +13\\.10 +[0-9a-f]{12} +.+ ago +[0-9.]+MB$", Assert.Single(images.Skip(1)));
        string[] digests = (await daemon.RunAsync("image", "ls", "--digests", "ubuntu")).Succeeded().Lines;
        Assert.Matches($"^ubuntu +13\\.10 +{digest} +[0-9a-f]{{12}} +.+ ago +[0-9.]+MB$", Assert.Single(digests.Skip(1)));

        // docker image rm NAME@DIGEST takes the digest away, and leaves the tag
        Assert.Equal($"Untagged: ubuntu@{digest}", (await daemon.RunAsync("image", "rm", $"ubuntu@{digest}")).Succeeded().Text);
        Assert.Equal(2, (await daemon.RunAsync("images", "ubuntu")).Succeeded().Lines.Length);

        // docker run -t -i ubuntu:13.10
        Assert.Equal("hi", (await daemon.RunAsync("run", "--rm", "ubuntu:13.10", "/bin/sh", "-c", "echo hi")).Succeeded().Text);
    }

    [Fact]
    public async Task SystemDf_OfImagesAndContainers_HasTheTutorialsTable()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        (await daemon.RunAsync("run", "-d", "--name", "holder", Daemon.Busybox, "sleep", "1000")).Succeeded();

        string[] lines = (await daemon.RunAsync("system", "df")).Succeeded().Lines;

        Assert.Matches("^TYPE +TOTAL +ACTIVE +SIZE +RECLAIMABLE$", lines[0]);
        Assert.Matches("^Images +1 +1 +[0-9.]+MB +[0-9.]+k?B \\([0-9]+%\\)$", lines[1]);
        Assert.Matches("^Containers +1 +1 +[0-9.]+k?B +0B( \\(0%\\))?$", lines[2]);
        Assert.Matches("^Local Volumes +0 +0 +0B +0B$", lines[3]);
        Assert.Matches("^Build Cache +0 +0 +0B +0B$", lines[4]);
        Assert.Equal(5, lines.Length);
    }

    /// <summary>The registry gets the busybox image as Docker Hub's ubuntu:13.10, by skopeo; nothing but the tests' own image stays here.</summary>
    private static async Task FillAsync(Daemon daemon, string host)
    {
        string archive = Path.Combine(daemon.Root, "ubuntu.tar");
        (await daemon.RunAsync("save", "-o", archive, Daemon.Busybox)).Succeeded();
        (await daemon.RunAsync("rmi", Daemon.Busybox)).Succeeded();
        (await Command.RunAsync(
            "skopeo",
            ["copy", "--quiet", "--dest-tls-verify=false", $"docker-archive:{archive}", $"docker://{host}/library/ubuntu:13.10"],
            stdin: (string?)null)).Succeeded();
        File.Delete(archive);
    }
}
