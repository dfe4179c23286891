using Berth.Oci;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Berth.Registry.Storage;

namespace Berth.Registry.Web.Images;

/// <summary>Reads what pages show of images, from the metadata and the storage, and remembers it.</summary>
internal sealed class ImageContents(IManifestContents manifests, IBlobs blobs, IBlobStorage storage)
{
    private readonly FactsCache<ManifestFacts> _manifests = new(2048);
    private readonly FactsCache<ImageFacts> _configurations = new(256);

    /// <summary>The facts of several manifests of a repository, those that it has and that can be read.</summary>
    public Dictionary<Digest, ManifestFacts> Manifests(RepositoryName repository, IEnumerable<Digest> digests)
    {
        var found = new Dictionary<Digest, ManifestFacts>();
        var unread = new List<Digest>();
        foreach (Digest digest in digests.Distinct())
        {
            if (!_manifests.TryGet(digest, out ManifestFacts? facts))
            {
                unread.Add(digest);
            }
            else if (facts is not null)
            {
                found[digest] = facts;
            }
        }

        foreach (ManifestRecord manifest in unread.Count == 0 ? [] : manifests.Find(repository, unread, ManifestReader.Largest))
        {
            if (Remember(manifest) is { } facts)
            {
                found[manifest.Digest] = facts;
            }
        }

        return found;
    }

    /// <summary>The facts of a manifest at hand.</summary>
    public ManifestFacts? Manifest(ManifestRecord manifest) =>
        _manifests.TryGet(manifest.Digest, out ManifestFacts? facts) ? facts : Remember(manifest);

    /// <summary>The configuration of an image; null: it has none that can be shown.</summary>
    public async ValueTask<ImageFacts?> ConfigurationAsync(RepositoryName repository, ManifestFacts manifest, CancellationToken cancellation)
    {
        if (!manifest.IsImage || manifest.Config is not { Size: > 0 and <= ImageConfigReader.Largest } config)
        {
            return null;
        }

        if (_configurations.TryGet(config.Digest, out ImageFacts? facts))
        {
            return facts;
        }

        if (blobs.Find(repository, config.Digest) is not { Size: <= ImageConfigReader.Largest } blob)
        {
            return null;
        }

        using IBlobContent? content = storage.Open(blob.Key);
        if (content is null)
        {
            return null;
        }

        byte[] bytes = new byte[blob.Size];
        await using Stream stream = content.OpenStream();
        int length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        facts = ImageConfigReader.Read(bytes.AsSpan(0, length));
        _configurations.Add(config.Digest, facts);
        return facts;
    }

    private ManifestFacts? Remember(ManifestRecord manifest)
    {
        ManifestFacts? facts = ManifestReader.Read(manifest);
        _manifests.Add(manifest.Digest, facts);
        return facts;
    }
}
