using Berth.Images.Transfers;
using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Images.Pulling;

/// <summary>
/// Fetches images from registries into a store. One for each store: pulls that run at the same time share the transfers of layers and the
/// limit of how many there are.
/// </summary>
public sealed class ImagePuller(ImageStore store, Registries registries, PullOptions options) : IDisposable
{
    internal ImageStore Store => store;

    internal PullOptions Options => options;

    internal LayerTransfers Transfers { get; } = new();

    internal TransferSlots Slots { get; } = new(options.MaxConcurrentDownloads);

    /// <summary>Layers that are fetched at once from now on, over all pulls; at least 1.</summary>
    public int MaxConcurrentDownloads
    {
        get => Slots.Downloads;
        set => Slots.Downloads = value;
    }

    public void Dispose() => Slots.Dispose();

    /// <summary>Fetches an image, or all of a repository, and names it; ends with docker's <c>Status:</c> line.</summary>
    /// <param name="request">Which.</param>
    /// <param name="report">Told how far it is, in docker's words; called from several threads, must not block.</param>
    /// <param name="cancellation">Gives it up; nothing is left of what has not arrived, unless another pull wants it too.</param>
    /// <exception cref="RegistryException">The registry has it not, refuses, cannot be reached or sends what it should not.</exception>
    /// <exception cref="ImageException">What it has is no image, or none for the platform, or the store has no room.</exception>
    public async Task<IReadOnlyList<PulledImage>> PullAsync(
        PullRequest request, Action<TransferProgress> report, CancellationToken cancellation)
    {
        Reference reference = request.Reference;
        RemoteRepository repository = registries.Open(reference, request.Credentials);
        IReadOnlyList<Reference> wanted = reference is { Tag: null, Digest: null }
            ? [.. (await repository.ListTagsAsync(cancellation).ConfigureAwait(false)).Select(reference.WithTag)]
            : [reference];
        var pulled = new List<PulledImage>();
        foreach (Reference each in wanted)
        {
            pulled.Add(await new ImagePull(this, repository, each, request.Platform, report).RunAsync(cancellation).ConfigureAwait(false));
        }

        string status = pulled.Any(static p => p.IsNew) ? "Downloaded newer image for" : "Image is up to date for";
        report(new TransferProgress(null, $"Status: {status} {reference.Familiar}") { IsLine = true });
        return pulled;
    }
}
