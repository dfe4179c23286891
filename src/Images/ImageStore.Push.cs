using Berth.Images.Layers;
using Berth.Images.Pushing;
using Berth.Images.Transfers;
using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Images;

// Images into registries.
public sealed partial class ImageStore
{
    /// <summary>Sends an image to a repository, under the tag of its name.</summary>
    /// <param name="image">The image.</param>
    /// <param name="target">Repository and tag.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="options">How.</param>
    /// <param name="report">Told what happens, from any thread; must not wait.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="ImageException">A layer is damaged, or the disk is full.</exception>
    /// <exception cref="RegistryException">The registry refuses or cannot be reached.</exception>
    public Task<PushedManifest> PushAsync(
        ImageRecord image,
        Reference target,
        RemoteRepository repository,
        PushOptions options,
        Action<TransferProgress> report,
        CancellationToken cancellation = default) =>
        new ImagePush(this, image, target, repository, options).RunAsync(report, cancellation);

    /// <summary>Everything that names an image in a repository, sorted, with the image.</summary>
    public IReadOnlyList<(Reference Name, ImageRecord Image)> NamesIn(Reference repository) =>
    [
        .. _catalog.Images.Values
            .SelectMany(image => image.References.Where(name => name.Name == repository.Name).Select(name => (Name: name, Image: image)))
            .OrderBy(static pair => pair.Name.ToString(), StringComparer.Ordinal),
    ];

    /// <summary>Keeps the layers of an image from being removed until it is disposed.</summary>
    /// <returns>Null where it has none.</returns>
    internal LayerHold? HoldLayers(Digest id)
    {
        LayerHold? hold = null;
        WithImage(id, image =>
        {
            if (image.Layers.Count > 0)
            {
                _layers.AddReference(image.Layers[^1]);
                hold = new LayerHold(_layers, _layers.Get(image.Layers[^1]));
            }
        });
        return hold;
    }

    /// <summary>
    /// Remembers what a push made of an image: the manifest, so that the next push sends the same, unless it came with one; and the digest, as
    /// a name. An image that is gone by now is not remembered.
    /// </summary>
    internal void RememberPush(Digest id, byte[] manifest, Reference digest)
    {
        lock (_lock)
        {
            if (Get(id) is not { } image)
            {
                return;
            }

            if (image.Manifest is null)
            {
                Digest blob = _blobs.Put(manifest);
                _database.WriteDurably(session => ImageTable.SetManifest(session, id, blob));
                _catalog = _catalog.With(image with { Manifest = blob });
            }

            if (!image.References.Contains(digest))
            {
                SetName(digest, id);
            }
        }
    }
}
