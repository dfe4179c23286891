using Berth.Oci;
using Berth.Registry.Errors;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;

namespace Berth.Registry.Protocol.Manifests;

/// <summary>What a manifest names and its repository has: the manifest keeps it from being collected.</summary>
/// <param name="Elsewhere">Layers that may be elsewhere, and are not here.</param>
internal sealed record ManifestReferences(IReadOnlyList<Digest> Blobs, IReadOnlyList<Digest> Manifests, IReadOnlyList<Digest> Elsewhere)
{
    // Missing ones that an error names.
    private const int MostDetails = 100;

    /// <summary>
    /// Looks for all of it. Layers that may be elsewhere need not be there; an index may list blobs too, where it does not say that they are manifests (what
    /// BuildKit exports as a cache does).
    /// </summary>
    /// <exception cref="RegistryException">
    /// <see cref="ErrorCode.ManifestBlobUnknown"/>, with all that are missing; <see cref="ErrorCode.ManifestInvalid"/>: a size that is not the content's.
    /// </exception>
    public static ManifestReferences Find(ManifestDocument document, RepositoryName repository, IBlobs blobs, IManifests manifests)
    {
        var foundBlobs = new HashSet<Digest>();
        var foundManifests = new HashSet<Digest>();
        var elsewhere = new HashSet<Digest>();
        var missing = new List<string>();
        foreach (ManifestEntry entry in document.Blobs.Distinct())
        {
            if (TryFindBlob(entry, repository, blobs, foundBlobs))
            {
                continue;
            }

            if (MediaTypes.IsForeignLayer(entry.MediaType))
            {
                elsewhere.Add(entry.Digest);
            }
            else
            {
                missing.Add(entry.Digest.ToString());
            }
        }

        foreach (ManifestEntry child in document.Children.Distinct())
        {
            if (TryFindManifest(child, repository, manifests, foundManifests))
            {
                continue;
            }

            bool isManifest = MediaTypes.IsManifest(child.MediaType) || MediaTypes.IsIndex(child.MediaType);
            if (isManifest || !TryFindBlob(child, repository, blobs, foundBlobs))
            {
                missing.Add(child.Digest.ToString());
            }
        }

        return missing.Count == 0
            ? new ManifestReferences([.. foundBlobs], [.. foundManifests], [.. elsewhere])
            : throw new RegistryException(ErrorCode.ManifestBlobUnknown, "manifest references a manifest or blob unknown to registry")
            {
                Details = [.. missing.Distinct().Take(MostDetails)],
            };
    }

    private static bool TryFindBlob(ManifestEntry entry, RepositoryName repository, IBlobs blobs, HashSet<Digest> found)
    {
        if (blobs.Find(repository, entry.Digest) is not { } blob)
        {
            return false;
        }

        CheckSize(entry, blob.Size);
        found.Add(entry.Digest);
        return true;
    }

    private static bool TryFindManifest(ManifestEntry entry, RepositoryName repository, IManifests manifests, HashSet<Digest> found)
    {
        if (manifests.Find(repository, entry.Digest) is not { } manifest)
        {
            return false;
        }

        CheckSize(entry, manifest.Content.Length);
        found.Add(entry.Digest);
        return true;
    }

    private static void CheckSize(ManifestEntry entry, long size)
    {
        if (entry.Size != size)
        {
            throw new RegistryException(
                ErrorCode.ManifestInvalid, $"the manifest says {entry.Size} bytes of a content of {size}", entry.Digest.ToString());
        }
    }
}
