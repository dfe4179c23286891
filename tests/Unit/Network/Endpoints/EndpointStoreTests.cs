using System.Net;
using Berth.Network.Endpoints;
using Berth.Network.Firewall;
using Berth.Network.Ports;
using Xunit;

namespace Berth.Unit.Network.Endpoints;

public sealed class EndpointStoreTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("berth-unit-").FullName;

    [Fact]
    public void ReadAll_AfterWrite_IsTheSame()
    {
        EndpointRecord record = Record("abc");
        new EndpointStore(_root).Write(record);

        EndpointRecord read = Assert.Single(new EndpointStore(_root).ReadAll());

        Assert.Equal(record with { Ports = [] }, read with { Ports = [] });
        Assert.Equal(new PortMapping(TransportProtocol.Udp, 0x7f000001, 5353, 0xac110002, 53), Assert.Single(read.Mappings));
    }

    [Fact]
    public void ReadAll_DamagedAndHalfWritten_AreRemoved()
    {
        var store = new EndpointStore(_root);
        store.Write(Record("good"));
        string directory = Path.Combine(_root, "network", "endpoints");
        File.WriteAllText(Path.Combine(directory, "bad.json"), "{\"ContainerId\":");
        File.WriteAllText(Path.Combine(directory, "half.json.tmp"), "");

        Assert.Equal("good", Assert.Single(store.ReadAll()).ContainerId);
        Assert.Single(Directory.GetFiles(directory));
    }

    [Fact]
    public void Delete_Record_IsGone()
    {
        var store = new EndpointStore(_root);
        store.Write(Record("abc"));
        store.Delete("abc");
        store.Delete("never");

        Assert.Empty(store.ReadAll());
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static EndpointRecord Record(string id) => new()
    {
        ContainerId = id,
        EndpointId = "e",
        HostInterface = "veth1234567",
        Address = "172.17.0.2",
        MacAddress = "02:42:ac:11:00:02",
        Ports =
        [
            PortRecord.From(new PublishedPort { ContainerPort = 53, Protocol = TransportProtocol.Udp, HostIP = IPAddress.Loopback, HostPort = 5353 }),
        ],
    };
}
