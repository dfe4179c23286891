using System.Text;
using Berth.Engine.Configuration;
using Xunit;

namespace Berth.Unit.Engine.Configuration;

public partial class DaemonOptionsTests
{
    [Fact]
    public void Load_NothingGiven_HasTheDefaults()
    {
        DaemonOptions options = Load([], null);

        Assert.Equal("/var/lib/berth", options.DataRoot);
        Assert.Equal("/run/berth", options.ExecRoot);
        Assert.Equal("/run/berth/berthd.pid", options.PidFile);
        Assert.Equal([new HostAddress("/run/berth.sock")], options.Hosts);
        Assert.Equal("info", options.LogLevel);
        Assert.False(options.Debug);
    }

    [Fact]
    public void Load_FlagsInEverySpelling_AreRead()
    {
        DaemonOptions options = Load(
            ["--data-root", "/d/", "--exec-root=/e", "-H", "unix:///a.sock", "-Hunix:///b.sock", "--host=unix:///c.sock", "-D", "-l=warn", "--bip", "10.1.0.1/24", "--label", "a=b"],
            null);

        Assert.Equal("/d", options.DataRoot);
        Assert.Equal("/e/berthd.pid", options.PidFile);
        Assert.Equal(["/a.sock", "/b.sock", "/c.sock"], options.Hosts.Select(h => h.SocketPath));
        Assert.True(options.Debug);
        Assert.Equal("warn", options.LogLevel);
        Assert.Equal("10.1.0.1/24", options.Bip);
        Assert.Equal(["a=b"], options.Labels);
    }

    [Fact]
    public void Load_FileAndFlags_AreMerged()
    {
        DaemonOptions options = Load(
            ["--debug=false", "--validate", "--config-file", "f"],
            """{ "data-root": "/x", "hosts": ["unix:///y"], "log-opts": {"max-size": "10m", "max-file": "3"}, "default-shm-size": "128M" }""");

        Assert.Equal("/x", options.DataRoot);
        Assert.Equal(["/y"], options.Hosts.Select(h => h.SocketPath));
        Assert.Equal("10m", options.LogOptions["max-size"]);
        Assert.Equal(128L << 20, options.DefaultShmSize);
        Assert.True(options.Validate);
    }

    [Theory]
    [InlineData("--foo", "unknown flag: --foo\nSee 'berthd --help'.")]
    [InlineData("-x", "unknown shorthand flag: 'x' in -x\nSee 'berthd --help'.")]
    [InlineData("--data-root", "flag needs an argument: --data-root\nSee 'berthd --help'.")]
    [InlineData("-H", "flag needs an argument: 'H' in -H\nSee 'berthd --help'.")]
    [InlineData("extra", "\"berthd\" accepts no arguments.\nSee 'berthd --help'.")]
    [InlineData("--debug=foo", "invalid argument \"foo\" for \"-D, --debug\" flag: invalid boolean\nSee 'berthd --help'.")]
    [InlineData("--log-level=foo", "invalid logging level: foo")]
    [InlineData("--default-ipc-mode=foo", "default IPC mode setting (foo) is invalid; use \"shareable\" or \"private\"")]
    [InlineData("--default-ipc-mode=host", "IPC mode \"host\" is not supported as default value; use \"shareable\" or \"private\"")]
    [InlineData("--default-cgroupns-mode=foo", "default cgroup namespace mode (foo) is invalid; use \"host\" or \"private\"")]
    [InlineData("--selinux-enabled", "selinux-enabled is not supported: SELinux labels are not given to containers")]
    [InlineData("--bip=foo", "invalid CIDR address: foo")]
    [InlineData("--host=foo", "invalid bind address format: foo")]
    [InlineData("--host=tcp://1.2.3.4:x", "invalid host tcp://1.2.3.4:x: \"x\" is no port")]
    [InlineData("--host=tcp://1.2.3.4:65536", "invalid host tcp://1.2.3.4:65536: \"65536\" is no port")]
    [InlineData("--host=tcp://1.2.3.4/path", "invalid bind address format: tcp://1.2.3.4/path")]
    [InlineData("--host=fd://2", "invalid host fd://2: a socket's number is 3 or more")]
    [InlineData("--label=a", "bad attribute format: a")]
    [InlineData("--log-driver=gelf", "failed to set log opts: logger: no log driver named 'gelf' is registered")]
    [InlineData("--log-opt=foo=bar", "failed to set log opts: unknown log opt 'foo' for json-file log driver")]
    [InlineData("--data-root=", "data-root must not be empty")]
    public void Load_BadFlag_SaysWhich(string flag, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => Load([flag], null)).Message);

    [Theory]
    [InlineData("""{"foo":1,"bar":{"x":[]}}""", "the following directives don't match any configuration option: foo, bar")]
    [InlineData("{\n  \"debug\": tru\n}", "line 2, column 15: ")]
    [InlineData("{\n  \"debug\": true\n  \"bip\": \"x\"\n}", "line 3, column 3: ")]
    [InlineData("""{"debug":true,}""", "line 1, column 15: ")]
    [InlineData("""{"debug":"x"}""", "line 1, column 10: debug must be true or false")]
    [InlineData("{\n \"hosts\": \"x\"}", "line 2, column 11: hosts must be an array of strings")]
    [InlineData("""{"log-opts":{"max-size":1}}""", "line 1, column 25: log-opts must be an object of strings")]
    [InlineData("""{"debug":true,"debug":false}""", "line 1, column 15: debug is given twice")]
    [InlineData("[]", "line 1, column 1: the file must hold one JSON object")]
    [InlineData("", "line 1, column 1: ")]
    [InlineData("{} {}", "line 1, column 4: ")]
    public void Load_BadFile_SaysWhere(string file, string message) =>
        Assert.StartsWith(
            $"unable to configure the daemon with file f: {message}",
            Assert.Throws<ConfigurationException>(() => Load(["--config-file=f"], file)).Message);

    [Fact]
    public void Load_SaidTwice_NamesBothValues() => Assert.Equal(
        "unable to configure the daemon with file f: the following directives are specified both as a flag and in the configuration file: " +
        "data-root: (from flag: /y, from file: /x), hosts: (from flag: [unix:///b], from file: [unix:///a])",
        Assert.Throws<ConfigurationException>(() => Load(
            ["--config-file=f", "--data-root=/y", "-H", "unix:///b"],
            """{"data-root":"/x","hosts":["unix:///a"]}""")).Message);

    [Fact]
    public void Load_NamedFileMissing_IsAnError() => Assert.Equal(
        "unable to configure the daemon with file f: open f: no such file or directory",
        Assert.Throws<ConfigurationException>(() => Load(["--config-file=f"], null)).Message);

    [Theory]
    [InlineData("4096", 4096)]
    [InlineData("10m", 10 << 20)]
    [InlineData("10MB", 10 << 20)]
    [InlineData("1.5GiB", 1536L << 20)]
    [InlineData("1 k", 1024)]
    public void ByteSize_Valid_IsRead(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out long size));
        Assert.Equal(bytes, size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("-1")]
    [InlineData("1x")]
    [InlineData("1mm")]
    [InlineData("99999999999999999999")]
    public void ByteSize_Invalid_IsRefused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    private static DaemonOptions Load(string[] args, string? file) => DaemonOptionsLoader.Load(
        args, path => file is null ? throw new FileNotFoundException(path) : Encoding.UTF8.GetBytes(file));
}
