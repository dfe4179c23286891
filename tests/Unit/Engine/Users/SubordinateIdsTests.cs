using Berth.Engine.Configuration;
using Berth.Engine.Users;
using Berth.Oci.Runtime;
using Xunit;

namespace Berth.Unit.Engine.Users;

public class SubordinateIdsTests
{
    private static readonly Dictionary<string, string> s_files = new()
    {
        ["/etc/passwd"] = "root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/a:/bin/sh\nbob:x:1001:1001::/home/b:/bin/sh\ndockremap:x:104:113::/:/bin/false\n",
        ["/etc/group"] = "root:x:0:\nalice:x:1000:\nstaff:x:50:\n",
        ["/etc/subuid"] = "alice:200000:1000\nalice:100000:65536\n1001:300000:10\ndockremap:400000:65536\nbroken\nalice:x:1\nalice:5:0\n",
        ["/etc/subgid"] = "alice:100000:65536\nstaff:500000:100\n1001:300000:10\ndockremap:400000:65536\n",
    };

    [Fact]
    public void Load_SeveralRanges_FollowEachOtherFromZero()
    {
        IdRemap remap = Load("alice")!;

        Assert.Equal("alice:alice", remap.Name);
        Assert.Equal("0 100000 65536,65536 200000 1000", IdRemap.Lines(remap.Users));
        Assert.Equal("0 100000 65536", IdRemap.Lines(remap.Groups));
        Assert.Equal((100000u, 100000u), remap.Root);
    }

    [Theory]
    [InlineData("alice:staff", "alice:staff", "0 500000 100")]
    [InlineData("1000:50", "alice:staff", "0 500000 100")]
    [InlineData("1001", "bob:bob", "0 300000 10")]
    [InlineData("default", "dockremap:dockremap", "0 400000 65536")]
    public void Load_NamesAndNumbers_MeanTheSame(string option, string name, string groups)
    {
        IdRemap remap = Load(option)!;

        Assert.Equal((name, groups), (remap.Name, IdRemap.Lines(remap.Groups)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("root")]
    [InlineData("0")]
    public void Load_NothingOrRoot_RemapsNothing(string option) => Assert.Null(Load(option));

    [Theory]
    [InlineData("a:b:c", "Invalid user/group specification in --userns-remap: \"a:b:c\"")]
    [InlineData("nope", "Error during uid lookup for \"nope\": no entry in /etc/passwd")]
    [InlineData("12345", "Uid 12345 has no entry in /etc/passwd")]
    [InlineData("alice:", "Error during groupname lookup for \"\": no entry in /etc/group")]
    [InlineData("alice:12345", "Gid 12345 has no entry in /etc/group")]
    [InlineData("alice:root", "Can't create ID mappings: no subgid ranges found for group \"root\": give it some in /etc/subgid, as root:100000:65536")]
    public void Load_WhatIsNotThere_IsRefused(string option, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => Load(option)).Message);

    [Fact]
    public void Load_DefaultWithoutItsUser_SaysHowToMakeIt() => Assert.Contains(
        "useradd", Assert.Throws<ConfigurationException>(() => new SubordinateIds(_ => "").Load("default")).Message, StringComparison.Ordinal);

    // A range that starts at 0, or goes over the last ID, would make a container's root the host's.
    [Theory]
    [InlineData("alice:0:65536")]
    [InlineData("alice:2147483000:65536")]
    [InlineData("alice:4294967295:2")]
    [InlineData("alice:-1:10")]
    public void Load_RangeThatReachesTheHostsRoot_IsRefused(string line)
    {
        var ids = new SubordinateIds(path => path.StartsWith("/etc/sub", StringComparison.Ordinal) ? line : s_files[path]);

        Assert.Throws<ConfigurationException>(() => ids.Load("alice"));
    }

    [Fact]
    public void WithEngine_AddsOnlyTheEnginesRoot()
    {
        LinuxIdMapping added = IdRemap.WithEngine(Load("alice")!.Users).Last();

        Assert.Equal((IdRemap.EngineId, 0u, 1u), (added.ContainerId, added.HostId, added.Size));
    }

    private static IdRemap? Load(string option) => new SubordinateIds(path => s_files[path]).Load(option);
}
