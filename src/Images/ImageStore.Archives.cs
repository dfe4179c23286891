using Berth.Images.Committing;
using Berth.Images.Saving;
using Berth.Oci;

namespace Berth.Images;

// Images out of containers, and into archives.
public sealed partial class ImageStore
{
    /// <summary>Makes an image of a container: its image and, on top, what it wrote.</summary>
    /// <param name="containerId">The container.</param>
    /// <param name="options">What the image is to say.</param>
    /// <param name="read">Called once, when the container's files have been read and may change again.</param>
    /// <exception cref="ImageException">NotFound: the container has no files here, or its image is gone. InvalidParameter, NoSpace, System.</exception>
    public Task<ImageRecord> CommitAsync(string containerId, CommitOptions options, Action read, CancellationToken cancellation = default) =>
        new ImageCommit(this, containerId, options).RunAsync(read, cancellation);

    /// <summary>Prepares an archive of images: a docker archive and an OCI layout in one. Whoever gets it disposes it.</summary>
    /// <param name="names">Names, repositories or IDs.</param>
    /// <param name="platform">What all of them must be for; default: anything.</param>
    /// <exception cref="ImageException">NotFound: <c>No such image: x</c>, or one is for another platform. InvalidParameter; System: a layer is damaged.</exception>
    public ImageArchive Save(IReadOnlyList<string> names, Platform? platform = null) => ImageSave.Prepare(this, _catalog, names, platform);

    /// <summary>The name that an image is to be given, checked before the image is made.</summary>
    /// <exception cref="ImageException">InvalidParameter: not a name, or one that nobody may give.</exception>
    public static Reference NewName(string repository, string? tag) => TagTarget.Parse(repository, tag);

    /// <summary>Records what an image was made from; where one of the two is gone, nothing.</summary>
    internal void SetParent(Digest id, Digest parent)
    {
        lock (_lock)
        {
            if (Get(id) is { } image && image.Parent != parent && Get(parent) is not null)
            {
                _database.WriteDurably(session => ImageTable.SetParent(session, id, parent));
                _catalog = _catalog.With(image with { Parent = parent });
            }
        }
    }
}
