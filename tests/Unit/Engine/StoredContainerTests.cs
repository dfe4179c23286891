using System.Text;
using Berth.Engine.Containers;
using Xunit;

namespace Berth.Unit.Engine;

public sealed class StoredContainerTests
{
    /// <summary>A record as the engine of 2026-11-30 wrote it, before restart policies, health checks and pauses.</summary>
    private const string Old = """
        {"Id":"aa","Name":"old","Created":"2026-11-30T10:00:00+00:00","ImageId":"sha256:00","Config":{"Image":"busybox","Cmd":["sh"]},
        "HostConfig":{"NetworkMode":"bridge","AutoRemove":false},"Path":"sh","Args":[],"Mounts":[],
        "State":{"Status":"exited","Pid":0,"ExitCode":3,"Error":"","OomKilled":false,"FinishedAt":"2026-11-30T10:01:00+00:00"},"RestartCount":0}
        """;

    [Fact]
    public void Read_ARecordOfAnEarlierEngine_HasDefaultsForWhatCameLater()
    {
        StoredContainer stored = StoredContainer.Read("aa", "old", Encoding.UTF8.GetBytes(Old));

        Assert.Null(stored.Problem);
        Assert.Equal((ContainerStatus.Exited, 3, false), (stored.Record!.State.Status, stored.Record.State.ExitCode, stored.Record.State.RemovesVolumes));
    }

    [Fact]
    public void Read_ARunningContainerOfAnEngineWithOneNetwork_BelongsToIt()
    {
        string json = Old.Replace(
            "\"RestartCount\":0",
            """
            "Networking":{"EndpointsConfig":{"bridge":{"MacAddress":"02:42:00:00:00:09"}}},
            "Endpoint":{"NetworkName":"bridge","NetnsPath":"/run/berth/netns/aa","Address":"172.17.0.2","PrefixLength":16,"Gateway":"172.17.0.1",
            "MacAddress":"02:42:00:00:00:09","Ports":[{"ContainerPort":80,"Protocol":"tcp","HostIP":"0.0.0.0","HostPort":8080,"Key":"80/tcp"}]},"RestartCount":0
            """,
            StringComparison.Ordinal);

        ContainerRecord record = StoredContainer.Read("aa", "old", Encoding.UTF8.GetBytes(json)).Record!;

        ContainerEndpoint endpoint = Assert.Single(record.Networks);
        Assert.Equal(("bridge", "172.17.0.2", "02:42:00:00:00:09"), (endpoint.Network, endpoint.Connected?.Address, endpoint.Wanted.MacAddress));
        Assert.Equal(("/run/berth/netns/aa", 8080), (record.Sandbox?.NetnsPath, Assert.Single(record.Sandbox!.Ports).HostPort));
        Assert.Null(record.OnlyEndpoint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"Id\":\"aa\"")]
    [InlineData("\"text\"")]
    public void Read_WhatIsNoRecord_KeepsIdAndName(string json)
    {
        StoredContainer stored = StoredContainer.Read("aa", "old", Encoding.UTF8.GetBytes(json));

        Assert.Null(stored.Record);
        Assert.Equal(("aa", "old"), (stored.Id, stored.Name));
        Assert.NotEmpty(stored.Problem!);
    }

    [Fact]
    public void Read_AStatusOfALaterEngine_IsNotTakenForAnother()
    {
        string json = Old.Replace("\"exited\"", "\"hibernated\"", StringComparison.Ordinal);

        Assert.Null(StoredContainer.Read("aa", "old", Encoding.UTF8.GetBytes(json)).Record);
    }

    [Fact]
    public void Read_TheRecordOfAnother_IsRefused() =>
        Assert.Null(StoredContainer.Read("bb", "old", Encoding.UTF8.GetBytes(Old)).Record);
}
