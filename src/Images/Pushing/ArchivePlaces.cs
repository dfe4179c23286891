using System.Collections.Concurrent;
using Berth.Images.Layers;
using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Images.Pushing;

/// <summary>Finds out, once for each archive, whether the registry has it: in the repository, or in another one from which it is mounted.</summary>
internal sealed class ArchivePlaces(RemoteRepository repository, LayerArchiveTable archives, CancellationToken cancellation)
{
    // Each that does not work costs a request or two.
    private const int MostMounts = 3;

    private readonly ConcurrentDictionary<Digest, Lazy<Task<ArchivePlace>>> _places = new();

    /// <exception cref="RegistryException">The registry cannot be reached.</exception>
    public Task<ArchivePlace> FindAsync(Digest digest) =>
        _places.GetOrAdd(digest, d => new Lazy<Task<ArchivePlace>>(() => LookAsync(d))).Value;

    private async Task<ArchivePlace> LookAsync(Digest digest)
    {
        if (await HasAsync(digest).ConfigureAwait(false))
        {
            return new ArchivePlace(IsThere: true, null);
        }

        string prefix = $"{repository.Name.Domain}/";
        IEnumerable<string> paths = archives.SourcesOf(digest).Where(source => source.StartsWith(prefix, StringComparison.Ordinal))
            .Select(source => source[prefix.Length..]).Where(path => path != repository.Name.Path);
        foreach (string path in paths.Reverse().Take(MostMounts))
        {
            if (await repository.MountBlobAsync(digest, path, cancellation).ConfigureAwait(false))
            {
                return new ArchivePlace(IsThere: true, path);
            }
        }

        return new ArchivePlace(IsThere: false, null);
    }

    // An answer to HEAD has no body that could say why not; the upload that follows is refused with one.
    private async Task<bool> HasAsync(Digest digest)
    {
        try
        {
            return await repository.HasBlobAsync(digest, cancellation).ConfigureAwait(false);
        }
        catch (RegistryException e) when (e.Kind != RegistryErrorKind.Unavailable)
        {
            return false;
        }
    }
}

/// <summary>Where an archive is.</summary>
/// <param name="IsThere">Whether the repository has it, by now.</param>
/// <param name="MountedFrom">The path of the repository that it was mounted from.</param>
internal sealed record ArchivePlace(bool IsThere, string? MountedFrom);
