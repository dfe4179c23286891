using Xunit;

namespace Berth.Integration.Cli.Connections;

/// <summary>What the configuration file says beside credentials.</summary>
public sealed class ClientConfigTests(SharedDaemon shared) : ConnectionTest(shared)
{
    [Fact]
    public async Task Proxies_OfTheFile_AreTheContainersVariables()
    {
        Write("""{"proxies":{"default":{"httpProxy":"http://proxy:3128","noProxy":"localhost"}}}""");

        string[] lines = (await ClientAsync("-H", Daemon.Host, "run", "--rm", "-e", "no_proxy=own", Busybox, "env")).Succeeded().Lines;

        Assert.Contains("HTTP_PROXY=http://proxy:3128", lines);
        Assert.Contains("http_proxy=http://proxy:3128", lines);
        Assert.Contains("NO_PROXY=localhost", lines);
        Assert.Contains("no_proxy=own", lines);
    }

    [Fact]
    public async Task Formats_OfTheFile_AreTheListings()
    {
        Write("""{"psFormat":"{{.Image}}!","imagesFormat":"{{.Repository}}!"}""");
        await using TestContainer container = await StartSleeperAsync();

        Assert.Contains($"{Busybox}!", (await ClientAsync("-H", Daemon.Host, "ps")).Succeeded().Lines);
        Assert.Contains("berth-test/busybox!", (await ClientAsync("-H", Daemon.Host, "images")).Succeeded().Lines);
        Assert.DoesNotContain("!", (await ClientAsync("-H", Daemon.Host, "ps", "-q")).Succeeded().Text, StringComparison.Ordinal);
    }

    private void Write(string json) => File.WriteAllText(Path.Combine(Config, "config.json"), json);
}
