using Berth.Engine.Configuration;
using Berth.Engine.Errors;
using Berth.Engine.Events;
using Berth.EngineApi.Images;
using Berth.Images;
using Berth.Images.Pushing;
using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Engine.Images;

/// <summary>Pushes images, as clients see it; errors in dockerd's words.</summary>
public sealed class PushService : IDisposable
{
    private readonly ImageStore _store;
    private readonly RegistryClient.Registries _registries;
    private readonly PushOptions _options;
    private readonly EventBus _events;

    public PushService(ImageStore store, RegistryClient.Registries registries, DaemonOptions options, EventBus events)
    {
        _store = store;
        _registries = registries;
        _events = events;
        _options = new PushOptions
        {
            Limits = new PushLimits(options.MaxConcurrentUploads),
            Compression = options.PushCompression,
            KeepArchives = options.KeepLayerArchives,
        };
    }

    /// <summary>
    /// Pushes an image under its tag, or all tags of a repository:
    /// <list type="number">
    /// <item>The request is checked, before anything is said.</item>
    /// <item>The repository is named; the images are found.</item>
    /// <item>The registry is asked whether it answers at all, and takes the credentials.</item>
    /// <item>The images go, one tag after the other.</item>
    /// </list>
    /// </summary>
    /// <param name="request">What.</param>
    /// <param name="write">Sends one piece of news to the client.</param>
    /// <param name="cancellation">The client is gone, or the daemon ends.</param>
    /// <exception cref="NotFoundException">The image is there, for another platform.</exception>
    /// <exception cref="InvalidParameterException">There is no such image; it is told after the first line.</exception>
    public async Task PushAsync(PushRequest request, Func<ProgressMessage, ValueTask> write, CancellationToken cancellation)
    {
        // 1.
        Reference target = request.Target();
        CheckPlatform(target, request.Platform);

        // 2.
        await write(new ProgressMessage { Status = $"The push refers to repository [{target.Name}]" });
        (Reference Name, ImageRecord Image)[] images = Find(target);

        // 3.
        RemoteRepository repository = _registries.Open(target, request.Credentials);
        await repository.CheckPushAsync(cancellation);

        // 4.
        foreach (var (name, image) in images)
        {
            await TransferReport.RunAsync(
                (report, gone) => _store.PushAsync(image, name, repository, _options, report, gone), write, cancellation);
        }

        new ImageEvents(_events).Publish("push", target.Familiar, target.FamiliarName, images.Length > 0 ? images[^1].Image : null);
    }

    /// <summary>Layers that are sent at once from now on, over all pushes; at least 1.</summary>
    public int MaxConcurrentUploads
    {
        get => _options.Limits.Uploads;
        set => _options.Limits.Uploads = value;
    }

    public void Dispose() => _options.Limits.Dispose();

    private void CheckPlatform(Reference target, Platform? wanted)
    {
        if (wanted is null)
        {
            return;
        }

        Reference name = target.WithDefaultTag();
        Platform platform = _store.Find(name.Familiar).Platform.Normalised();
        if (!wanted.Normalised().Accepts(platform))
        {
            throw new NotFoundException(
                $"image with reference {name.Familiar} was found but its platform ({platform}) does not match the specified platform ({wanted})");
        }
    }

    private (Reference Name, ImageRecord Image)[] Find(Reference target)
    {
        IReadOnlyList<(Reference Name, ImageRecord Image)> names = _store.NamesIn(target);
        if (names.Count == 0)
        {
            throw new InvalidParameterException($"An image does not exist locally with the tag: {target.FamiliarName}");
        }

        if (target.Tag is null && target.Digest is not null)
        {
            throw new InvalidParameterException("cannot push a digest reference");
        }

        (Reference Name, ImageRecord Image)[] tagged = [.. names.Where(pair => pair.Name.Digest is null && (target.Tag is null || pair.Name.Tag == target.Tag))];
        return tagged.Length > 0
            ? tagged
            : throw new InvalidParameterException(
                target.Tag is null ? $"no tags to push for {target.FamiliarName}" : $"tag does not exist: {target.Familiar}");
    }
}
