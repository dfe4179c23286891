using System.Text.Json;
using Berth.Oci;
using Xunit;

namespace Berth.Unit.Oci;

public sealed class ImageConfigTests
{
    private const string Docker = """
        {"architecture":"amd64","config":{"Hostname":"","User":"www","ExposedPorts":{"80/tcp":{}},"Env":["PATH=/bin"],"Cmd":["nginx"],
        "Healthcheck":{"Test":["CMD-SHELL","true"],"Interval":30000000000},"Volumes":{"/data":{}},"WorkingDir":"/w","Entrypoint":null,
        "OnBuild":null,"Labels":{"a":"b"},"StopSignal":"SIGQUIT"},"container":"4df1","created":"2013-10-24T23:52:31.123456789Z",
        "history":[{"created":"2013-10-24T23:52:31Z","created_by":"/bin/sh -c #(nop) CMD","empty_layer":true}],"os":"linux",
        "rootfs":{"type":"layers","diff_ids":["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]},"new_member":1}
        """;

    [Fact]
    public void Read_ADockerConfiguration_FindsEverythingAContainerNeeds()
    {
        ImageConfig config = JsonSerializer.Deserialize(Docker, OciJson.Default.ImageConfig)!;

        Assert.Equal("www", config.Config!.User);
        Assert.Equal(["80/tcp"], config.Config.ExposedPorts!.Keys);
        Assert.Equal(30_000_000_000, config.Config.Healthcheck!.Interval);
        Assert.Null(config.Config.Entrypoint);
        Assert.True(config.History![0].EmptyLayer);
        Assert.Single(config.RootFs.DiffIds);
        Assert.Equal(2013, config.CreatedAt!.Value.Year);
    }

    [Fact]
    public void Read_ABadDigest_IsAJsonError() => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(
        """{"rootfs":{"type":"layers","diff_ids":["sha256:../../etc"]}}""", OciJson.Default.ImageConfig));

    [Fact]
    public void Write_OurOwnConfiguration_LeavesOutWhatIsNotSet()
    {
        var config = new ImageConfig { Os = "linux", Architecture = "amd64", Config = new ExecutionConfig { Cmd = ["sh"] } };

        Assert.Equal(
            """{"architecture":"amd64","os":"linux","config":{"Cmd":["sh"]},"rootfs":{"type":"layers","diff_ids":[]}}""",
            JsonSerializer.Serialize(config, OciJson.Default.ImageConfig));
    }

    [Theory]
    [InlineData("linux/amd64", "linux/amd64")]
    [InlineData("linux/x86_64", "linux/amd64")]
    [InlineData("linux/arm64/v8", "linux/arm64/v8")]
    [InlineData("linux/arm64", "linux/arm64")]
    [InlineData("linux/arm/v7", "linux/arm/v7")]
    [InlineData("linux/arm", "linux/arm")]
    [InlineData("armhf", "linux/arm")]
    [InlineData("linux/armel", "linux/arm/v6")]
    [InlineData("windows(10.0.17763)/amd64", "windows/amd64")]
    [InlineData("aarch64", "linux/arm64")]
    public void Parse_APlatform_IsNormalised(string text, string expected) => Assert.Equal(expected, Platform.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("linux/")]
    [InlineData("a/b/c/d")]
    [InlineData("linux/am d64")]
    [InlineData("nonsense")]
    [InlineData("linux/*")]
    [InlineData("windows(1/amd64")]
    public void Parse_WhatIsNoPlatform_IsRefused(string text) => Assert.Throws<FormatException>(() => Platform.Parse(text));
}
