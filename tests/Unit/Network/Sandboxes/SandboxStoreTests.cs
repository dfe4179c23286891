using System.Net;
using System.Text.Json;
using Berth.Network.Endpoints;
using Berth.Network.Firewall;
using Berth.Network.Networks;
using Berth.Network.Ports;
using Berth.Network.Sandboxes;
using Xunit;

namespace Berth.Unit.Network.Sandboxes;

public sealed class SandboxStoreTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("berth-unit-").FullName;

    [Fact]
    public void ReadAll_AfterWrite_IsTheSame()
    {
        SandboxRecord record = Record("abc");
        new SandboxStore(_root).Write(record);

        SandboxRecord read = Assert.Single(new SandboxStore(_root).ReadAll());

        Assert.Equal(JsonSerializer.Serialize(record, SandboxJson.Default.SandboxRecord), JsonSerializer.Serialize(read, SandboxJson.Default.SandboxRecord));
        Assert.Equal(new PortMapping(TransportProtocol.Udp, IPAddress.Loopback, 5353, IPAddress.Parse("172.17.0.2"), 53), Assert.Single(read.Mappings));
    }

    [Fact]
    public void ReadAll_DamagedAndHalfWritten_AreRemoved()
    {
        var store = new SandboxStore(_root);
        store.Write(Record("good"));
        string directory = Path.Combine(_root, "network", "endpoints");
        File.WriteAllText(Path.Combine(directory, "bad.json"), "{\"ContainerId\":");
        File.WriteAllText(Path.Combine(directory, "half.json.tmp"), "");

        Assert.Equal("good", Assert.Single(store.ReadAll()).ContainerId);
        Assert.Single(Directory.GetFiles(directory));
    }

    [Theory]
    [InlineData("0.0.0.0", null, "-")]
    [InlineData("::", null, "172.17.0.2:53")]
    [InlineData("::", "fd00:17::2", "[fd00:17::2]:53")]
    [InlineData("::1", "fd00:17::2", "[fd00:17::2]:53")]
    [InlineData("2001:db8::1", "fd00:17::2", "-")]
    [InlineData("2001:db8::1", null, "172.17.0.2:53")]
    public void Write_PublishedPort_TellsTheMonitorWhatTheKernelCannotDo(string host, string? six, string target)
    {
        var store = new SandboxStore(_root);
        SandboxRecord record = Record("abc");
        store.Write(record with
        {
            Ports = [new PortRecord(53, 17, host, 5353)],
            Endpoints = [record.Endpoints[0] with { Gateway = "172.17.0.1", IPv6Address = six, IPv6Gateway = six is null ? null : "fd00:17::1" }],
        });

        Assert.Equal($"udp {new IPEndPoint(IPAddress.Parse(host), 5353)} {target}\n", File.ReadAllText(store.PortTable("abc")));
        store.Delete("abc");
        Assert.False(File.Exists(store.PortTable("abc")));
    }

    /// <summary>The file of a daemon that had one bridge.</summary>
    [Fact]
    public void ReadAll_OfAnOlderDaemon_IsAnEndpointOfTheDefaultBridge()
    {
        var store = new SandboxStore(_root);
        File.WriteAllText(
            Path.Combine(_root, "network", "endpoints", "abc.json"),
            """
            {"ContainerId":"abc","EndpointId":"e","HostInterface":"veth1234567","Address":"172.17.0.2","MacAddress":"02:42:ac:11:00:02",
            "Ports":[{"ContainerPort":80,"Protocol":6,"HostIP":"0.0.0.0","HostPort":8080}]}
            """);
        var bridge = new NetworkRecord
        {
            Id = NetworkRecord.PredefinedId("bridge"), Name = "bridge", Driver = "bridge", Created = default,
            Subnets = [new NetworkSubnet { Subnet = "172.17.0.0/16", Gateway = "172.17.0.1" }],
        };

        SandboxRecord read = Assert.Single(store.ReadAll()).Upgrade(bridge);

        EndpointRecord endpoint = Assert.Single(read.Endpoints);
        Assert.Equal((bridge.Id, "bridge", "eth0", "172.17.0.1"), (endpoint.NetworkId, endpoint.NetworkName, endpoint.Interface, endpoint.Gateway));
        Assert.Equal(new PortMapping(TransportProtocol.Tcp, IPAddress.Any, 8080, IPAddress.Parse("172.17.0.2"), 80), Assert.Single(read.Mappings));
    }

    [Fact]
    public void Delete_Record_IsGone()
    {
        var store = new SandboxStore(_root);
        store.Write(Record("abc"));
        store.Delete("abc");
        store.Delete("never");

        Assert.Empty(store.ReadAll());
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static SandboxRecord Record(string id) => new()
    {
        ContainerId = id,
        Endpoints =
        [
            new EndpointRecord
            {
                EndpointId = "e", HostInterface = "veth1234567", Address = "172.17.0.2", PrefixLength = 16, Gateway = "172.17.0.1", MacAddress = "02:42:ac:11:00:02",
            },
        ],
        Ports =
        [
            PortRecord.From(new PublishedPort { ContainerPort = 53, Protocol = TransportProtocol.Udp, HostIP = IPAddress.Loopback, HostPort = 5353 }),
        ],
    };
}
