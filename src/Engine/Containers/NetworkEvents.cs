using Berth.Engine.Events;
using Berth.Network.Networks;

namespace Berth.Engine.Containers;

/// <summary>Tells which networks are made and removed, and which containers join and leave them.</summary>
internal sealed class NetworkEvents(EventBus bus)
{
    public void Created(NetworkRecord network) => Publish(network, "create");

    public void Removed(NetworkRecord network) => Publish(network, "destroy");

    /// <summary>Of a container that shares another's network there is nothing to tell.</summary>
    public void Connected(ContainerRecord container) => PublishAll(container, "connect");

    public void Disconnected(ContainerRecord container) => PublishAll(container, "disconnect");

    public void Connected(ContainerRecord container, ContainerEndpoint endpoint) => Publish(container, endpoint, "connect");

    public void Disconnected(ContainerRecord container, ContainerEndpoint endpoint) => Publish(container, endpoint, "disconnect");

    private void PublishAll(ContainerRecord container, string action)
    {
        foreach (ContainerEndpoint endpoint in container.Networks.Where(static endpoint => endpoint.Connected is not null))
        {
            Publish(container, endpoint, action);
        }
    }

    private void Publish(ContainerRecord container, ContainerEndpoint endpoint, string action) =>
        bus.Publish("network", action, endpoint.NetworkId, new Dictionary<string, string>
        {
            ["container"] = container.Id,
            ["name"] = endpoint.Network,
            ["type"] = endpoint.Driver,
        });

    private void Publish(NetworkRecord network, string action) =>
        bus.Publish("network", action, network.Id, new Dictionary<string, string> { ["name"] = network.Name, ["type"] = network.Driver });
}
