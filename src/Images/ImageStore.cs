using Berth.Oci;

namespace Berth.Images;

/// <summary>The images of a data root.</summary>
public sealed class ImageStore : IDisposable
{
    private ImageStore() => Snapshots = new Snapshots();

    /// <summary>The writable layers of containers, on top of these images.</summary>
    public Snapshots Snapshots { get; }

    public static ImageStore Open(ImageStoreOptions options) => throw new NotImplementedException();

    /// <summary>The image that a name, a name with tag or digest, or an ID or the beginning of one means.</summary>
    /// <exception cref="ImageException">NotFound: <c>No such image: x</c>. InvalidParameter: not a reference.</exception>
    public ImageRecord Find(string nameOrId) => throw new NotImplementedException();

    /// <summary>The same, null where there is none.</summary>
    public ImageRecord? TryFind(string nameOrId) => throw new NotImplementedException();

    /// <summary>By ID only.</summary>
    public ImageRecord? Get(Digest id) => throw new NotImplementedException();

    /// <summary>Newest first.</summary>
    public IReadOnlyList<ImageRecord> List(ImageFilter? filter = null) => throw new NotImplementedException();

    /// <summary>The configuration, byte for byte.</summary>
    public byte[] ReadConfig(Digest id) => throw new NotImplementedException();

    public IReadOnlyList<ImageHistoryLine> History(string nameOrId) => throw new NotImplementedException();

    /// <summary>Makes an image of one layer from a root file system archive (tar, plain or gzip or zstd).</summary>
    public Task<ImageRecord> ImportAsync(Stream archive, ImportOptions options, CancellationToken cancellation = default) => throw new NotImplementedException();

    /// <summary>Takes in the images of a docker archive or an OCI layout, in a tar, plain or gzip or zstd.</summary>
    public Task<IReadOnlyList<ImageRecord>> LoadAsync(
        Stream archive, Func<LoadProgress, ValueTask>? report = null, CancellationToken cancellation = default) => throw new NotImplementedException();

    /// <summary>Gives the image one more name; one that another image had moves.</summary>
    public ImageRecord Tag(string nameOrId, string repository, string? tag = null) => throw new NotImplementedException();

    /// <summary>Removes a name, and the image with its last name, or what an ID means.</summary>
    /// <param name="users">The containers as they are now; asked under the store's lock.</param>
    public Task<IReadOnlyList<RemovedItem>> RemoveAsync(
        string nameOrId, RemoveOptions options, Func<IReadOnlyList<ImageUser>> users, CancellationToken cancellation = default) => throw new NotImplementedException();

    public void Dispose()
    {
    }
}
