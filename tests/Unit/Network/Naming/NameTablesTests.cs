using Berth.Network.Endpoints;
using Berth.Network.Naming;
using Berth.Network.Networks;
using Berth.Network.Sandboxes;
using Berth.Unit.Runtime.Logs;
using Xunit;

namespace Berth.Unit.Network.Naming;

public sealed class NameTablesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly NameTables _tables;

    public NameTablesTests() => _tables = new NameTables(_directory.Path, id => $"/netns/{id}");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Publish_Containers_AreFoundInTheirNetworks()
    {
        _tables.Publish(Sandbox("c1", Endpoint("front", "10.0.0.2", ["web", "www"]) with { IPv6Address = "fd00::2" }));
        _tables.Publish(Sandbox("c2", Endpoint("front", "10.0.0.3", ["db"]), Endpoint("back", "10.1.0.3", ["db"])));

        Assert.Equal("10.0.0.2 web www\nfd00::2 web www\n10.0.0.3 db\n", Network("front"));
        Assert.Equal("10.1.0.3 db\n", Network("back"));
        Assert.Equal("namespace /netns/c1\nnetwork front n-front\n", Container("c1"));
        Assert.Equal("namespace /netns/c2\nnetwork back n-back\nnetwork front n-front\n", Container("c2"));
    }

    [Fact]
    public void Publish_Again_ReplacesWhatWasThere()
    {
        _tables.Publish(Sandbox("c1", Endpoint("front", "10.0.0.2", ["web"])));
        _tables.Publish(Sandbox("c1", Endpoint("back", "10.1.0.2", ["web"])));

        Assert.False(File.Exists(Path("names", "front")));
        Assert.Equal("10.1.0.2 web\n", Network("back"));
    }

    [Fact]
    public void Publish_DefaultBridge_HasNoNames()
    {
        _tables.Publish(Sandbox("c1", Endpoint(NetworkRecord.PredefinedId("bridge"), "172.17.0.2", ["web"])));

        Assert.Empty(Directory.EnumerateFiles(Path("names")));
        Assert.Equal("namespace /netns/c1\n", Container("c1"));
    }

    [Fact]
    public void Publish_Settings_AreInTheContainersFile()
    {
        EndpointRecord endpoint = Endpoint("front", "10.0.0.2", ["web"]) with { Internal = true, Links = [new LinkedName("db", "postgres")] };
        _tables.Publish(Sandbox("c1", endpoint) with { Naming = new NameSettings { Servers = ["1.1.1.1"], HasDotsOption = true } });

        Assert.Equal("namespace /netns/c1\nserver 1.1.1.1\ninternal\nndots\nnetwork front n-front\nlink front db postgres\n", Container("c1"));
    }

    [Fact]
    public void Publish_OneNetworkIsNotInternal_IsForwarded()
    {
        _tables.Publish(Sandbox("c1", Endpoint("front", "10.0.0.2", []), Endpoint("back", "10.1.0.2", []) with { Internal = true }));

        Assert.DoesNotContain("internal", Container("c1"), StringComparison.Ordinal);
    }

    [Fact]
    public void Withdraw_LastOfANetwork_LeavesNothing()
    {
        _tables.Publish(Sandbox("c1", Endpoint("front", "10.0.0.2", ["web"])));
        _tables.Withdraw("c1");

        Assert.Empty(Directory.EnumerateFiles(_directory.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Restore_WhatAnEarlierDaemonLeft_IsReplaced()
    {
        _tables.Publish(Sandbox("gone", Endpoint("old", "10.9.0.2", ["web"])));
        _tables.Publish(Sandbox("c1", Endpoint("front", "10.0.0.2", ["web"])));

        new NameTables(_directory.Path, id => $"/netns/{id}").Restore([Sandbox("c1", Endpoint("front", "10.0.0.2", ["web"]))]);

        Assert.Equal([Path("names", "front")], Directory.EnumerateFiles(Path("names")));
        Assert.Equal([Path("containers", "c1")], Directory.EnumerateFiles(Path("containers")));
    }

    private static SandboxRecord Sandbox(string id, params EndpointRecord[] endpoints) => new() { ContainerId = id, Endpoints = endpoints };

    private static EndpointRecord Endpoint(string network, string address, string[] names) => new()
    {
        EndpointId = $"e-{network}", NetworkId = network, NetworkName = $"n-{network}", Address = address, MacAddress = "02:00:00:00:00:01", Names = names,
    };

    private string Path(params string[] parts) => System.IO.Path.Combine([_directory.Path, "network", "dns", .. parts]);

    private string Network(string id) => File.ReadAllText(Path("names", id));

    private string Container(string id) => File.ReadAllText(Path("containers", id));
}
