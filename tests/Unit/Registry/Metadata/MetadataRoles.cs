using System.Text;
using Berth.Oci;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Berth.Registry.Storage;

namespace Berth.Unit.Registry.Metadata;

/// <summary>All roles of a registry's metadata, as one process has them.</summary>
internal abstract class MetadataRoles : IDisposable
{
    public static readonly TimeSpan GracePeriod = TimeSpan.FromHours(24);

    public abstract IRepositories Repositories { get; }

    public abstract IUploads Uploads { get; }

    public abstract IBlobs Blobs { get; }

    public abstract IManifests Manifests { get; }

    public abstract ITags Tags { get; }

    public async Task<RepositoryName> RepositoryAsync(string name, bool isPublic = true) =>
        (await Repositories.EnsureAsync(RepositoryName.Parse(name), isPublic)).Name;

    /// <summary>A blob as a push records it; nothing is stored of it.</summary>
    public async Task<BlobRecord> BlobAsync(RepositoryName repository, string content) => await Blobs.AddAsync(
        repository,
        new BlobRecord(new BlobKey(Digest.Of(Encoding.UTF8.GetBytes(content)), await Uploads.BeginAsync(repository)), Encoding.UTF8.GetByteCount(content)));

    public async Task<Digest> ManifestAsync(RepositoryName repository, NewManifest manifest, params string[] tags)
    {
        await Manifests.PutAsync(repository, manifest, tags, pushedBy: "alice");
        return manifest.Manifest.Digest;
    }

    public static NewManifest Manifest(string text, params Digest[] blobs)
    {
        byte[] content = Encoding.UTF8.GetBytes(text);
        return new NewManifest
        {
            Manifest = new ManifestRecord { Digest = Digest.Of(content), MediaType = "application/vnd.oci.image.manifest.v1+json", Content = content },
            RequiredBlobs = blobs,
        };
    }

    public abstract void Dispose();
}
