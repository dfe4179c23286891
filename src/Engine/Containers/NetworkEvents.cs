using Berth.Engine.Containers.Listing;
using Berth.Engine.Events;
using Berth.Engine.Specs;

namespace Berth.Engine.Containers;

/// <summary>Tells which containers join and leave networks; of a container that shares another's there is nothing to tell.</summary>
internal sealed class NetworkEvents(EventBus bus)
{
    public void Connected(ContainerRecord container) => Publish(container, "connect");

    public void Disconnected(ContainerRecord container) => Publish(container, "disconnect");

    private void Publish(ContainerRecord container, string action)
    {
        if (NamespaceMode.Network(container.NetworkMode).IsContainer)
        {
            return;
        }

        string name = container.Endpoint?.NetworkName ?? (container.NetworkMode == "default" ? "bridge" : container.NetworkMode);
        bus.Publish("network", action, NetworkIdentity.Of(name), new Dictionary<string, string>
        {
            ["container"] = container.Id,
            ["name"] = name,
            ["type"] = name switch { "none" => "null", "host" => "host", _ => "bridge" },
        });
    }
}
