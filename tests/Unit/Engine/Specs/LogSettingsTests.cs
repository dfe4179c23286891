using Berth.Engine.Errors;
using Berth.Engine.Specs;
using Berth.EngineApi.Containers;
using Xunit;

namespace Berth.Unit.Engine.Specs;

public sealed class LogSettingsTests
{
    [Fact]
    public void Parse_JsonFileOfWhichNothingIsSaid_IsRotated()
    {
        LogSettings settings = Parse("json-file");

        Assert.Equal((10L << 20, 3, false), (settings.MaximumSize, settings.MaximumFiles, settings.Compress));
        Assert.Null(Parse("json-file", "max-size=-1").MaximumSize);
        Assert.Equal(1, Parse("json-file", "max-size=1m").MaximumFiles);
    }

    [Fact]
    public void Parse_Local_IsRotatedAndCompressed()
    {
        LogSettings settings = Parse("local");

        Assert.Equal((20L << 20, 5, true), (settings.MaximumSize, settings.MaximumFiles, settings.Compress));
    }

    [Fact]
    public void Parse_Syslog_KeepsACopyUnlessToldNotTo()
    {
        Assert.True(Parse("syslog").Keeps);
        Assert.False(Parse("journald", "cache-disabled=true").Keeps);
        Assert.Equal(("unix:///dev/log", 3), (Parse("syslog").Syslog.Address, Parse("syslog").Syslog.Facility));
        Assert.Equal(("udp://h:514", 19), (Parse("syslog", "syslog-address=udp://h", "syslog-facility=local3").Syslog.Address, Parse("syslog", "syslog-facility=local3").Syslog.Facility));
    }

    [Theory]
    [InlineData("logger: no log driver named 'x' is registered", "x")]
    [InlineData("unknown log opt 'x' for json-file log driver", "json-file", "x=1")]
    [InlineData("unknown log opt 'tag' for log driver local", "local", "tag=1")]
    [InlineData("unknown log opt 'max-size' for syslog log driver", "syslog", "max-size=1m")]
    [InlineData("max-file cannot be used without max-size", "json-file", "max-file=2")]
    [InlineData("max-file cannot be less than 1", "json-file", "max-file=0")]
    [InlineData("compress cannot be true when max-file is less than 2 or max-size is not set", "json-file", "max-size=1m", "compress=true")]
    [InlineData("logger: logging mode not supported: x", "json-file", "mode=x")]
    [InlineData("logger: max-buffer-size option is only supported with 'mode=non-blocking'", "syslog", "max-buffer-size=1m")]
    [InlineData("invalid syslog facility", "syslog", "syslog-facility=x")]
    [InlineData("Invalid syslog format", "syslog", "syslog-format=x")]
    [InlineData("syslog-address should be in form proto://address, got x", "syslog", "syslog-address=x")]
    [InlineData("unsupported scheme: 'x'", "syslog", "syslog-address=x://y")]
    [InlineData("invalid log tag \"{{.Env}}\": only fields such as {{.Name}} are supported", "json-file", "tag={{.Env}}")]
    public void Parse_WhatIsWrong_IsRefusedInDockersWords(string message, string driver, params string[] options) =>
        Assert.Equal(message, Assert.Throws<InvalidParameterException>(() => Parse(driver, options)).Message);

    [Fact]
    public void Parse_SyslogOverTls_IsRefusedClearly() =>
        Assert.Throws<UnsupportedException>(() => Parse("syslog", "syslog-address=tcp+tls://h:6514"));

    [Fact]
    public void Of_LabelsAndVariables_AreThoseThatWereChosen()
    {
        var choice = new LogAttributeChoice { Labels = ["a"], LabelPattern = "^x", Variables = ["E"] };

        SortedDictionary<string, string> chosen = choice.Of(
            new Dictionary<string, string> { ["a"] = "1", ["b"] = "2", ["xy"] = "3" }, ["E=v=w", "F=x"], static name => name.ToUpperInvariant());

        Assert.Equal(["A=1", "E=v=w", "XY=3"], chosen.Select(static a => $"{a.Key}={a.Value}"));
    }

    [Fact]
    public void Of_ATag_HasTheContainersNames() => Assert.Equal(
        "0123456789ab/n:aaaaaaaaaaaa-img",
        LogTag.Of("{{.ID}}/{{ .Name }}:{{.ImageID}}-{{.ImageName}}", "0123456789abcdef", "n", "sha256:aaaaaaaaaaaaaaaa", "img", "d"));

    private static LogSettings Parse(string driver, params string[] options) => LogSettings.Parse(new LogConfig
    {
        Type = driver,
        Config = options.Select(static o => o.Split('=', 2)).ToDictionary(static o => o[0], static o => o[1]),
    });
}
