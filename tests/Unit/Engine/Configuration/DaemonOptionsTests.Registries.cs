using Berth.Engine.Configuration;
using Berth.Images.Archive;
using Berth.RegistryClient.Hosts;
using Xunit;

namespace Berth.Unit.Engine.Configuration;

public partial class DaemonOptionsTests
{
    [Fact]
    public void Load_NothingSaidOfRegistries_HasTheDefaults()
    {
        DaemonOptions options = Load([], null);

        Assert.Empty(options.Registries.HubMirrors);
        Assert.Empty(options.Registries.Mirrors);
        Assert.Equal(["::1/128", "127.0.0.0/8"], options.Registries.Insecure.Ranges);
        Assert.Equal((6, 5, 5), (options.MaxConcurrentDownloads, options.MaxConcurrentUploads, options.MaxDownloadAttempts));
        Assert.True(options.KeepLayerArchives);
    }

    [Fact]
    public void Load_RegistriesInTheFile_AreRead()
    {
        DaemonOptions options = Load(["--config-file=f"], """
            {
              "registry-mirrors": ["https://a.example", "https://a.example/", "http://b.example:5000/x/"],
              "registries": {
                "ghcr.io": { "mirrors": ["https://m.example/{registry}/{repository}"] },
                "quay.io": ["https://q.example", "https://r.example"],
                "own.example:5000": [],
                "gcr.io": {},
                "*": ["https://any.example"]
              },
              "insecure-registries": ["10.1.2.3/8", "http://plain.example", "reg.example:5000"],
              "proxies": { "http-proxy": "proxy:3128", "https-proxy": "http://u:p@proxy:3128", "no-proxy": ".corp" },
              "max-concurrent-downloads": 0, "max-concurrent-uploads": 2, "max-download-attempts": 7,
              "keep-layer-archives": false, "push-compression": "zstd"
            }
            """);
        RegistryHostsOptions registries = options.Registries;

        Assert.Equal(["https://a.example/", "http://b.example:5000/x/"], registries.HubMirrors.Select(m => m.Text));
        Assert.Equal(["*", "gcr.io", "ghcr.io", "own.example:5000", "quay.io"], registries.Mirrors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["https://q.example/", "https://r.example/"], registries.Mirrors["quay.io"].Select(m => m.Text));
        Assert.Empty(registries.Mirrors["own.example:5000"]);
        Assert.Empty(registries.Mirrors["gcr.io"]);
        Assert.Equal("{registry}/{repository}", registries.Mirrors["ghcr.io"].Single().RepositoryTemplate);
        Assert.Equal(["10.0.0.0/8", "::1/128", "127.0.0.0/8"], registries.Insecure.Ranges);
        Assert.Equal(["plain.example", "reg.example:5000"], registries.Insecure.Names);
        Assert.Equal(("proxy:3128", ".corp"), (registries.Proxies.HttpProxy, registries.Proxies.NoProxy));
        Assert.Equal((int.MaxValue, 2, 7), (options.MaxConcurrentDownloads, options.MaxConcurrentUploads, options.MaxDownloadAttempts));
        Assert.False(options.KeepLayerArchives);
        Assert.Equal(LayerCompression.Zstd, options.PushCompression);
    }

    [Fact]
    public void Load_RegistriesInFlags_AreRead()
    {
        DaemonOptions options = Load(
            [
                "--registry-mirror", "https://a.example", "--registry-mirror=https://b.example", "--insecure-registry", "10.0.0.0/8",
                "--http-proxy=http://p:1", "--https-proxy=http://p:2", "--no-proxy=x", "--max-concurrent-downloads=9",
                "--max-concurrent-uploads=0", "--max-download-attempts=0", "--keep-layer-archives=false",
            ],
            null);

        Assert.Equal(["https://a.example/", "https://b.example/"], options.Registries.HubMirrors.Select(m => m.Text));
        Assert.Equal("10.0.0.0/8", options.Registries.Insecure.Ranges[0]);
        Assert.Equal("http://p:2", options.Registries.Proxies.HttpsProxy);
        Assert.Equal((9, int.MaxValue, 5), (options.MaxConcurrentDownloads, options.MaxConcurrentUploads, options.MaxDownloadAttempts));
        Assert.False(options.KeepLayerArchives);
    }

    [Theory]
    [InlineData("--registry-mirror=m.example", "registry-mirrors: invalid mirror: no scheme specified for \"m.example\": must use either 'https://' or 'http://'")]
    [InlineData("--insecure-registry=ftp://x", "insecure-registries: insecure registry ftp://x should not contain '://'")]
    [InlineData("--https-proxy=ftp://u:secret@x", "https-proxy: invalid proxy address \"ftp://xxxxx:xxxxx@x\"")]
    [InlineData("--max-concurrent-downloads=-1", "max-concurrent-downloads: invalid max concurrent downloads: -1")]
    [InlineData("--max-concurrent-uploads=x", "invalid argument \"x\" for \"--max-concurrent-uploads\" flag: strconv.ParseInt: parsing \"x\": invalid syntax\nSee 'berthd --help'.")]
    [InlineData("--push-compression=xz", "push-compression: invalid compression \"xz\": must be gzip or zstd")]
    [InlineData("--=x", "unknown flag: --\nSee 'berthd --help'.")]
    public void Load_BadRegistryFlag_NamesItsKey(string flag, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => Load([flag], null)).Message);

    [Theory]
    [InlineData("""{"registries":["x"]}""", "line 1, column 15: registries must be an object of registries")]
    [InlineData("""{"registries":{"ghcr.io":"x"}}""", "line 1, column 26: registries: ghcr.io must be an array of mirrors, or an object with mirrors")]
    [InlineData("""{"registries":{"ghcr.io":{"mirror":[]}}}""", "line 1, column 27: registries: ghcr.io: mirror is not known here")]
    [InlineData("""{"registries":{"ghcr.io":{"mirrors":"x"}}}""", "line 1, column 37: registries: ghcr.io: mirrors must be an array of strings")]
    [InlineData("{\"registries\":{\"ghcr.io\":[\n1]}}", "line 2, column 1: registries: ghcr.io: a mirror must be a string and not empty")]
    [InlineData("""{"registries":{"a.b":[],"a.b":[]}}""", "line 1, column 25: registries: a.b is given twice")]
    [InlineData("""{"max-concurrent-downloads":"3"}""", "line 1, column 29: max-concurrent-downloads must be a whole number")]
    [InlineData("""{"max-concurrent-downloads":1.5}""", "line 1, column 29: max-concurrent-downloads must be a whole number")]
    [InlineData("""{"proxies":"x"}""", "line 1, column 12: proxies must be an object of strings")]
    [InlineData("""{"proxies":{"http-proxy":1}}""", "line 1, column 26: http-proxy must be a string")]
    [InlineData("""{"proxies":{"foo":"x"}}""", "the following directives don't match any configuration option: foo")]
    [InlineData("""{"http-proxy":"x"}""", "the following directives don't match any configuration option: http-proxy")]
    public void Load_BadRegistriesInTheFile_SaysWhere(string file, string message) => Assert.Equal(
        $"unable to configure the daemon with file f: {message}",
        Assert.Throws<ConfigurationException>(() => Load(["--config-file=f"], file)).Message);

    [Theory]
    [InlineData("""{"registries":{"a.b":["x"]}}""", "registries: a.b: invalid mirror: no scheme specified for \"x\": must use either 'https://' or 'http://'")]
    [InlineData("""{"registries":{"a/b":[]}}""", "registries: \"a/b\" is no registry: it must be HOST, HOST:PORT or *")]
    [InlineData("""{"proxies":{"https-proxy":"::bad"}}""", "https-proxy: invalid proxy address \"::bad\"")]
    public void Load_BadRegistryValue_NamesItsKey(string file, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => Load(["--config-file=f"], file)).Message);
}
