using System.Net;
using Berth.Dns.Names;
using Xunit;

namespace Berth.Unit.Dns.Names;

public sealed class ContainerNamesTests
{
    [Fact]
    public void Parse_WhatRenderWrote_IsTheSame()
    {
        var names = new ContainerNames
        {
            NamespacePath = "/run/some place/netns/1",
            Servers = [IPAddress.Parse("1.1.1.1"), IPAddress.Parse("fd00::1")],
            IsInternal = true,
            HasDotsOption = true,
            Networks = [new NetworkReference("aa", "front") { Links = [("db", "Database")] }, new NetworkReference("bb", "back")],
        };

        ContainerNames read = ContainerNames.Parse(names.Render());

        Assert.Equal(names.NamespacePath, read.NamespacePath);
        Assert.Equal(names.Servers, read.Servers);
        Assert.True(read.IsInternal);
        Assert.True(read.HasDotsOption);
        Assert.Equal(["front", "back"], read.Networks.Select(network => network.Name));
        Assert.Equal([("db", "Database")], read.Networks[0].Links);
        Assert.Empty(read.Networks[1].Links);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("line\nserver 6.6.6.6")]
    [InlineData("")]
    public void Render_AliasThatNobodyCanAskFor_IsLeftOut(string alias)
    {
        var names = new ContainerNames { NamespacePath = "/n", Networks = [new NetworkReference("aa", "front") { Links = [(alias, "web")] }] };

        Assert.Equal("namespace /n\nnetwork aa front\n", names.Render());
    }

    [Fact]
    public void Parse_Rubbish_IsLeftOut()
    {
        ContainerNames read = ContainerNames.Parse("server\nserver x\nnetwork a\nlink a b\nlink zz a b\n\n???\nserver 1.2.3.4 5\n");

        Assert.Empty(read.Servers);
        Assert.Empty(read.Networks);
        Assert.False(read.IsInternal);
    }

    [Fact]
    public void Parse_ManyServers_AreThree()
    {
        ContainerNames read = ContainerNames.Parse("server 1.0.0.1\nserver 1.0.0.2\nserver 1.0.0.3\nserver 1.0.0.4\n");

        Assert.Equal(3, read.Servers.Count);
    }

    [Fact]
    public void NetworkNamesFile_Render_IsALineAnAddress()
    {
        string text = NetworkNamesFile.Render(
        [
            new NamedEndpoint(["web", "WEB", "www", "bad name"], [IPAddress.Parse("10.0.0.2"), IPAddress.Parse("fd00::2")]),
            new NamedEndpoint([], [IPAddress.Parse("10.0.0.3")]),
        ]);

        Assert.Equal("10.0.0.2 web www\nfd00::2 web www\n", text);
    }
}
