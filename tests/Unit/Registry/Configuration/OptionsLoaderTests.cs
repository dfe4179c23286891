using Berth.Registry.CommandLine;
using Berth.Registry.Configuration;
using Berth.Registry.Hosting;
using Xunit;

namespace Berth.Unit.Registry.Configuration;

public sealed class OptionsLoaderTests
{
    [Fact]
    public void Load_Nothing_IsTheDefaults()
    {
        RegistryOptions options = Load("");

        Assert.Equal("127.0.0.1:5000", Assert.Single(options.Addresses).ToString());
        Assert.Equal(new RegistryOptions() with { Addresses = options.Addresses }, options);
    }

    [Fact]
    public void Load_Defaults_AreWhatTheTableSays()
    {
        RegistryOptions defaults = new();
        foreach (Setting setting in SettingTable.All.Where(s => s.Default.Length > 0 && s.Kind != SettingKind.List))
        {
            Assert.Equal(defaults, setting.Apply(defaults, [setting.Default]));
        }
    }

    [Fact]
    public void Load_File_IsRead()
    {
        RegistryOptions options = Load(
            """
            addr = ["0.0.0.0:443", "unix:/run/registry.sock"]
            plain-http = true
            gc = { grace = "90m", interval = 0 }
            limits.blob = "1.5GiB"

            [log]
            level = "warn"
            format = "json"

            [accounts]
            enabled = true
            """);

        Assert.Equal(["0.0.0.0:443", "unix:/run/registry.sock"], options.Addresses.Select(a => a.ToString()));
        Assert.True(options.IsPlainHttp);
        Assert.Equal((TimeSpan.FromMinutes(90), TimeSpan.Zero), (options.GracePeriod, options.CollectionInterval));
        Assert.Equal(3L << 29, options.LargestBlob);
        Assert.True(options.LogsJson);
        Assert.Equal(AccountsMode.On, options.Accounts);
    }

    [Fact]
    public void Load_CommandLine_WinsOverFile()
    {
        RegistryOptions options = Load("patience = \"5s\"\naddr = \":1\"", ("patience", "7s"));

        Assert.Equal(TimeSpan.FromSeconds(7), options.Patience);
        Assert.Equal("[::]:1", Assert.Single(options.Addresses).ToString());
    }

    [Theory]
    [InlineData("addr = 5000", "t.toml:1:8: addr: expected a string or an array of strings")]
    [InlineData("addr = []", "t.toml:1:8: addr: expected at least one address")]
    [InlineData("addr = \"localhost\"", "t.toml:1:8: addr: expected ADDRESS:PORT")]
    [InlineData("\n  adr = \"x\"", "t.toml:2:3: adr is not known: expected one of addr, data")]
    [InlineData("[tsl]\ncert = \"x\"", "t.toml:1:2: [tsl] is not known: expected one of [tls]")]
    [InlineData("[[tls]]\ncert = \"x\"", "t.toml:1:1: arrays of tables are not known here")]
    [InlineData("[log]\nlevel = \"loud\"", "t.toml:2:9: log.level: expected one of debug, info, warn, error")]
    [InlineData("[log]\nrequests = 1", "t.toml:2:12: log.requests: expected true or false")]
    [InlineData("log.level.x = 1", "t.toml:1:1: log.level.x is not known")]
    [InlineData("gc = 1", "t.toml:1:1: gc is not known")]
    [InlineData("patience = 5", "t.toml:1:12: patience: expected a duration with a unit")]
    [InlineData("patience = \"5\"", "t.toml:1:12: patience: expected a duration with a unit")]
    [InlineData("patience = \"2h\"", "t.toml:1:12: patience: expected a duration between 0 and 1h")]
    [InlineData("limits.manifest = \"1KiB\"", "t.toml:1:19: limits.manifest: expected a size between 4MiB and 64MiB")]
    [InlineData("limits.manifest = \"many\"", "t.toml:1:19: limits.manifest: expected a size with a unit")]
    [InlineData("public-url = \"registry.example.org\"", "t.toml:1:14: public-url: expected a URL")]
    [InlineData("public-url = \"https://x/y\"", "t.toml:1:14: public-url: expected a URL")]
    [InlineData("data = \"\"", "t.toml:1:8: data: expected a path")]
    [InlineData("patience = \"1s\"\npatience = \"2s\"", "t.toml:2:1: ")]
    [InlineData("patience = ", "t.toml:1:12: ")]
    [InlineData("tls.cert = \"/nowhere/x.pem\"", "t.toml:1:12: tls.cert: a certificate needs its key")]
    [InlineData("tls.cert = \"/nowhere/x.pem\"\ntls.key = \"/nowhere/y.pem\"", "t.toml:1:12: tls.cert: /nowhere/x.pem: no such file")]
    [InlineData("insecure-open = true\naccounts.enabled = true", "t.toml:1:17: insecure-open: ")]
    [InlineData("addr = [\":1\", \":1\"]", "t.toml:1:8: addr: [::]:1 is given twice")]
    public void Load_WrongFile_IsRefusedWithItsPlace(string text, string error)
    {
        ConfigurationException e = Assert.Throws<ConfigurationException>(() => Load(text));

        Assert.StartsWith(error, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SeveralErrors_AreAllTold()
    {
        ConfigurationException e = Assert.Throws<ConfigurationException>(() => Load("x = 1\npatience = 1\n[log]\nlevel = \"y\""));

        Assert.Equal(3, e.Errors.Count);
    }

    [Fact]
    public void Load_WrongOption_IsAMisuse()
    {
        UsageException e = Assert.Throws<UsageException>(() => Load("", ("gc-grace", "soon")));

        Assert.StartsWith("invalid value \"soon\" for --gc-grace: expected a duration", e.Message, StringComparison.Ordinal);
    }

    private static RegistryOptions Load(string text, params (string Name, string Value)[] given)
    {
        var errors = new List<string>();
        Dictionary<string, SettingValue> values = ConfigurationFile.Parse(text, "t.toml", errors);
        return OptionsLoader.Load(given.ToDictionary(g => g.Name, g => new List<string> { g.Value }), values, errors);
    }
}
