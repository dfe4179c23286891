using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Images.Pulling;

/// <summary>Follows a reference to the manifest of one image: through an index by the platform, and through indexes in it.</summary>
internal sealed class ManifestChoice(RemoteRepository repository, Platform? asked, ImageStoreOptions options)
{
    /// <summary>Indexes in indexes: real ones have one level.</summary>
    private const int MaxDepth = 4;

    private readonly PlatformPreference _preference = new(asked ?? ProcessorLevel.Host);

    /// <param name="tagOrDigest">In the repository.</param>
    /// <returns>What the reference names, and the manifest that it came to, which are the same without an index.</returns>
    /// <exception cref="RegistryException">A document is not there, may not be read, or is not what its digest says.</exception>
    /// <exception cref="ImageException">InvalidParameter: a document breaks the format. NotFound: no image for the platform.</exception>
    public async Task<(Digest Named, ManifestDocument Manifest)> FollowAsync(string tagOrDigest, CancellationToken cancellation)
    {
        ManifestDocument document = await GetAsync(tagOrDigest, cancellation).ConfigureAwait(false);
        Digest named = document.Digest;
        for (int depth = 0; document.Index is { } index; depth++)
        {
            if (depth == MaxDepth)
            {
                throw ImageException.Invalid($"manifest lists are nested more than {MaxDepth} deep");
            }

            document = await GetAsync(Choose(index).ToString(), cancellation).ConfigureAwait(false);
        }

        return (named, document);
    }

    private Digest Choose(ImageIndex index)
    {
        IReadOnlyList<Descriptor> fitting = _preference.Choose(index.Manifests.Where(static m => !m.Digest.IsEmpty));
        return fitting.Count > 0
            ? fitting[0].Digest
            : throw new ImageException(
                ImageErrorKind.NotFound, $"no matching manifest for {asked ?? Platform.Host} in the manifest list entries");
    }

    private async Task<ManifestDocument> GetAsync(string tagOrDigest, CancellationToken cancellation) =>
        ManifestDocument.Read(await repository.GetManifestAsync(tagOrDigest, cancellation).ConfigureAwait(false), options);
}
