using Berth.Engine.Events;

namespace Berth.Engine.Containers;

/// <summary>
/// Tells what happens to containers: each event has the container's labels, its image's name and its own, and what belongs to the
/// action (Engine API, "Monitor events").
/// </summary>
internal sealed class ContainerEvents(EventBus bus)
{
    /// <param name="container">As it is at that moment.</param>
    /// <param name="action">In the Engine API's words: <c>start</c>, <c>exec_create: sh -c true</c>.</param>
    /// <param name="more">What belongs to the action.</param>
    public void Publish(ContainerRecord container, string action, params ReadOnlySpan<(string Key, string Value)> more)
    {
        var attributes = new Dictionary<string, string>(container.Config.Labels ?? new Dictionary<string, string>())
        {
            ["image"] = container.Config.Image ?? container.ImageId,
            ["name"] = container.Name,
        };
        foreach ((string key, string value) in more)
        {
            attributes[key] = value;
        }

        bus.Publish("container", action, container.Id, attributes);
    }
}
