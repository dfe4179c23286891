using Berth.RegistryClient;
using Berth.RegistryClient.Hosts;
using Xunit;

namespace Berth.Unit.RegistryClient.Hosts;

/// <summary>Which hosts are asked for a registry's content, in which order.</summary>
public sealed class ConfiguredHostsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("berth-hosts-").FullName;
    private readonly ManualTime _time = new();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void For_DockerHub_IsItsMirrorsAndThenItself()
    {
        ConfiguredHosts hosts = Open(new RegistryHostsOptions
        {
            HubMirrors = [MirrorAddress.Parse("https://a.example"), MirrorAddress.Parse("http://b.example/x")],
            Mirrors = Map(("docker.io", ["https://c.example"]), ("*", ["https://d.example"])),
        });

        Assert.Equal(
            ["mirror https://a.example/v2", "mirror http://b.example/x/v2", "mirror https://c.example/v2", "own https://registry-1.docker.io/v2"],
            Lines(hosts, "docker.io"));
    }

    [Fact]
    public void For_AnotherRegistry_IsItsOwnMirrorsElseThoseOfAll()
    {
        ConfiguredHosts hosts = Open(new RegistryHostsOptions
        {
            HubMirrors = [MirrorAddress.Parse("https://a.example")],
            Mirrors = Map(("ghcr.io", ["https://g.example"]), ("quay.io", []), ("*", ["https://d.example"])),
        });

        Assert.Equal(["mirror https://g.example/v2", "own https://ghcr.io/v2"], Lines(hosts, "ghcr.io"));
        Assert.Equal(["own https://quay.io/v2"], Lines(hosts, "quay.io"));
        Assert.Equal(["mirror https://d.example/v2", "own https://r.example/v2"], Lines(hosts, "r.example"));
        Assert.Equal(["own https://d.example/v2"], Lines(hosts, "d.example"));
    }

    [Fact]
    public void For_AHostsFile_ComesAfterTheConfiguration()
    {
        WriteHostsFile("r.example_5000_", "[host.\"https://t.example\"]\ncapabilities = [\"pull\", \"push\"]\n[host.\"http://127.0.0.1:9\"]\n");
        ConfiguredHosts hosts = Open(new RegistryHostsOptions { Mirrors = Map(("r.example:5000", ["https://m.example"])) });

        Assert.Equal(
            ["mirror https://m.example/v2", "mirror https://t.example/v2", "mirror http://127.0.0.1:9/v2", "own https://r.example:5000/v2"],
            Lines(hosts, "r.example:5000"));
        IReadOnlyList<RegistryHost> all = hosts.For("r.example:5000");
        Assert.Equal(HostCapabilities.Pull, all[1].Capabilities);
        Assert.Equal([false, false, true, false], all.Select(h => h.IsInsecure));
        Assert.Equal(HostCapabilities.All, all[3].Capabilities);
    }

    [Fact]
    public void For_AHostsFileForAll_IsForThoseWithoutOne()
    {
        WriteHostsFile("_default", "[host.\"https://all.example\"]");
        WriteHostsFile("r.example", "");
        ConfiguredHosts hosts = Open(new RegistryHostsOptions());

        Assert.Equal(["own https://r.example/v2"], Lines(hosts, "r.example"));
        Assert.Equal(["mirror https://all.example/v2", "own https://q.example/v2"], Lines(hosts, "q.example"));
    }

    [Fact]
    public void For_AServerElsewhere_StandsInForTheRegistryAndGetsNoCredentials()
    {
        WriteHostsFile("r.example", "server = \"https://s.example\"\nskip_verify = true\n");
        ConfiguredHosts hosts = Open(new RegistryHostsOptions());

        Assert.Equal(["mirror https://s.example/v2"], Lines(hosts, "r.example"));
        Assert.True(hosts.For("r.example")[0].SkipsVerification);
        Assert.Equal("https://r.example/v2", hosts.Own("r.example").Base.AbsoluteUri);
        Assert.False(hosts.Own("r.example").SkipsVerification);
    }

    [Fact]
    public void For_TheRegistryItselfInItsHostsFile_IsNoMirror()
    {
        WriteHostsFile("r.example", "server = \"http://r.example\"\n[host.\"https://r.example\"]\nskip_verify = true\n");
        ConfiguredHosts hosts = Open(new RegistryHostsOptions());

        Assert.Equal(["own https://r.example/v2", "own http://r.example/v2"], Lines(hosts, "r.example"));
        Assert.Equal("http://r.example/v2", hosts.Own("r.example").Base.AbsoluteUri);
    }

    [Fact]
    public void For_AHostsFileThatChanges_IsReadAgain()
    {
        WriteHostsFile("r.example", "[host.\"https://one.example\"]");
        ConfiguredHosts hosts = Open(new RegistryHostsOptions());

        string before = Lines(hosts, "r.example")[0];
        WriteHostsFile("r.example", "[host.\"https://another.example\"]");

        Assert.Equal("mirror https://one.example/v2", before);
        Assert.Equal("mirror https://another.example/v2", Lines(hosts, "r.example")[0]);
    }

    [Fact]
    public void For_AHostsFileThatIsNone_FailsForThatRegistryOnly()
    {
        WriteHostsFile("r.example", "nonsense");
        ConfiguredHosts hosts = Open(new RegistryHostsOptions());

        RegistryException e = Assert.Throws<RegistryException>(() => hosts.For("r.example"));

        Assert.StartsWith($"{_root}/r.example/hosts.toml: ", e.Message, StringComparison.Ordinal);
        Assert.Equal(["own https://q.example/v2"], Lines(hosts, "q.example"));
    }

    [Fact]
    public void Report_AMirrorThatIsSilent_IsLeftOutUntilItAnswers()
    {
        ConfiguredHosts hosts = Open(new RegistryHostsOptions { HubMirrors = [MirrorAddress.Parse("https://a.example"), MirrorAddress.Parse("https://b.example")] });
        RegistryHost first = hosts.For("docker.io")[0];

        Assert.Equal(2, hosts.Untried("docker.io").Count);
        hosts.Report(first, "silence");
        Assert.Equal(["mirror https://b.example/v2", "own https://registry-1.docker.io/v2"], Lines(hosts, "docker.io"));
        Assert.Equal(["https://b.example/v2"], hosts.Untried("docker.io").Select(h => h.Base.AbsoluteUri));
        Assert.Equal(
            [("https://a.example/", false, "silence"), ("https://b.example/", null, "")],
            hosts.Mirrors.Select(m => (m.Address, m.Health.IsReachable, m.Health.Failure)));

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, hosts.Untried("docker.io").Count);
        hosts.Report(first, null);
        Assert.Equal(3, hosts.For("docker.io").Count);
    }

    [Fact]
    public void Report_TheRegistryItself_IsAlwaysAsked()
    {
        ConfiguredHosts hosts = Open(new RegistryHostsOptions());

        hosts.Report(hosts.Own("r.example"), "silence");

        Assert.Equal(["own https://r.example/v2"], Lines(hosts, "r.example"));
    }

    [Fact]
    public void Apply_OtherSettings_AreInForce()
    {
        ConfiguredHosts hosts = Open(new RegistryHostsOptions { HubMirrors = [MirrorAddress.Parse("https://a.example")] });

        hosts.Apply(new RegistryHostsOptions { Insecure = InsecureRegistries.Parse(["r.example"]), HostDirectories = [_root] });

        Assert.Single(hosts.For("docker.io"));
        Assert.True(hosts.Own("r.example").IsInsecure);
    }

    private static Dictionary<string, IReadOnlyList<MirrorAddress>> Map(params (string Registry, string[] Mirrors)[] registries) =>
        registries.ToDictionary(r => r.Registry, r => (IReadOnlyList<MirrorAddress>)[.. r.Mirrors.Select(MirrorAddress.Parse)]);

    private static string[] Lines(ConfiguredHosts hosts, string registry) =>
        [.. hosts.For(registry).Select(h => $"{(h.IsMirror ? "mirror" : "own")} {h.Base}")];

    private ConfiguredHosts Open(RegistryHostsOptions options) => new(options with { HostDirectories = [_root] }, _time);

    private void WriteHostsFile(string name, string text)
    {
        string directory = Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
        File.WriteAllText(Path.Combine(directory, "hosts.toml"), text);
    }
}
