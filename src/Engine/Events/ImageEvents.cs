using Berth.Images;

namespace Berth.Engine.Events;

/// <summary>Tells what happens to images: each event has the image's labels, as far as the image is still there, and a name.</summary>
internal sealed class ImageEvents(EventBus bus)
{
    /// <param name="action">In the Engine API's words.</param>
    /// <param name="actor">The image's ID, or the name that was pulled or pushed.</param>
    /// <param name="name">What the event says the name is.</param>
    /// <param name="image">Whose labels it has; null: it is gone.</param>
    public void Publish(string action, string actor, string name, ImageRecord? image)
    {
        var attributes = new Dictionary<string, string>(image?.Config.Config?.Labels ?? new Dictionary<string, string>()) { ["name"] = name };
        bus.Publish("image", action, actor, attributes);
    }

    /// <summary>One that is named by its ID.</summary>
    public void Publish(string action, ImageRecord image) => Publish(action, image.Id.ToString(), image.Id.ToString(), image);
}
