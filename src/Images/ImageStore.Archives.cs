using Berth.Images.Committing;
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

    /// <summary>The name that an image is to be given, checked before the image is made.</summary>
    /// <exception cref="ImageException">InvalidParameter: not a name, or one that nobody may give.</exception>
    public static Reference NewName(string repository, string? tag) => TagTarget.Parse(repository, tag);
}
