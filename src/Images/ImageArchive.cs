using Berth.Archive;
using Berth.Images.Layers;
using Berth.Images.Saving;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Images;

/// <summary>
/// An archive of images, ready to be written: a docker archive and an OCI image layout at once, of which each blob is there once.
/// <code>
/// blobs/
/// blobs/sha256/
/// blobs/sha256/HEX     configurations, manifests, layers as plain archives; sorted
/// index.json           of the OCI layout: manifests and their names
/// manifest.json        of the docker archive: configurations, layers, names
/// oci-layout
/// repositories         names and uppermost layers; only where there are names
/// </code>
/// The same images under the same names give the same bytes: times are those of the images, or 0. Docker also writes a
/// configuration for each layer that only docker before 1.10 could read; nothing refers to it, and it is left out. While this lives its
/// images' layers cannot go.
/// </summary>
public sealed class ImageArchive : IDisposable
{
    private const int BufferSize = 256 << 10;
    private const uint FileMode = 0x1a4;
    private const uint DirectoryMode = 0x1ed;

    private readonly LayerStore _layers;
    private readonly IReadOnlyList<SavedImage> _images;
    private readonly IReadOnlyList<LayerHold> _holds;

    internal ImageArchive(LayerStore layers, IReadOnlyList<SavedImage> images, IReadOnlyList<LayerHold> holds)
    {
        _layers = layers;
        _images = images;
        _holds = holds;
    }

    /// <summary>The images in it.</summary>
    public IReadOnlyList<Digest> ImageIds => [.. _images.Select(static image => image.Image.Id)];

    /// <summary>Writes it; layers come from their files as they go out, without a copy in between.</summary>
    /// <exception cref="ImageException">System: a layer turned out to be damaged; what was written is no whole archive then.</exception>
    public async Task WriteAsync(Stream destination, CancellationToken cancellation)
    {
        var writer = new TarWriter(destination);
        byte[] buffer = new byte[BufferSize];
        foreach (ArchiveMember member in Members())
        {
            await writer.WriteEntryAsync(Header(member), cancellation).ConfigureAwait(false);
            if (member.Open is not { } open)
            {
                continue;
            }

            Stream content = open();
            await using (content.ConfigureAwait(false))
            {
                int got;
                while ((got = await content.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
                {
                    await writer.WriteAsync(buffer.AsMemory(0, got), cancellation).ConfigureAwait(false);
                }
            }
        }

        await writer.FinishAsync(cancellation).ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (LayerHold hold in _holds)
        {
            hold.Dispose();
        }
    }

    private List<ArchiveMember> Members()
    {
        var members = new List<ArchiveMember> { new("blobs/", 0, 0, null), new("blobs/sha256/", 0, 0, null) };
        members.AddRange(Blobs().DistinctBy(static blob => blob.Name).OrderBy(static blob => blob.Name, StringComparer.Ordinal));
        members.Add(Document("index.json", SaveDocuments.Index(_images)));
        members.Add(Document("manifest.json", SaveDocuments.DockerManifest(_images)));
        members.Add(Document("oci-layout", SaveDocuments.Layout.ToArray()));
        if (SaveDocuments.Repositories(_images) is { } repositories)
        {
            members.Add(Document("repositories", repositories));
        }

        return members;
    }

    private IEnumerable<ArchiveMember> Blobs()
    {
        foreach (SavedImage image in _images)
        {
            byte[] manifest = SaveDocuments.Manifest(image);
            long created = image.Image.Created.ToUnixTimeSeconds();
            yield return Document(SaveDocuments.BlobName(Digest.Of(manifest)), manifest);
            yield return Document(SaveDocuments.BlobName(image.Image.Id), image.Config, created);
            foreach (SavedLayer layer in image.Layers)
            {
                yield return new ArchiveMember(
                    SaveDocuments.BlobName(layer.Record.DiffId), layer.Size, created, () => _layers.OpenTar(layer.Record));
            }
        }
    }

    private static ArchiveMember Document(string name, byte[] content, long modified = 0) =>
        new(name, content.Length, modified, () => new MemoryStream(content));

    private static TarEntry Header(ArchiveMember member) => new()
    {
        Name = member.Name,
        Kind = member.Open is null ? TarEntryKind.Directory : TarEntryKind.Regular,
        Mode = member.Open is null ? DirectoryMode : FileMode,
        Size = member.Size,
        Modified = new FileTime(member.Modified, 0),
    };
}
