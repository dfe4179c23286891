using Berth.Registry.Naming;

namespace Berth.Registry.Metadata;

/// <summary>The repositories there are. One comes to be with the first upload to it, and goes when it is removed.</summary>
internal interface IRepositories
{
    RepositoryRecord? Find(RepositoryName name);

    /// <summary>The repository, made where it is not there yet.</summary>
    /// <param name="isPublic">What a new one is.</param>
    ValueTask<RepositoryRecord> EnsureAsync(RepositoryName name, bool isPublic);

    /// <summary>Names in ordinal order, those after <paramref name="last"/>, at most <paramref name="count"/>; only what the viewer may pull and what has a manifest.</summary>
    IReadOnlyList<RepositoryName> List(Viewer viewer, RepositoryName? last, int count);

    /// <summary>Changes what is given and leaves the rest.</summary>
    /// <returns>False: there is none of this name.</returns>
    ValueTask<bool> UpdateAsync(RepositoryName name, bool? isPublic, string? summary, string? description);

    /// <summary>Removes it with its manifests, tags, links and rights; its blobs go at the next collection.</summary>
    ValueTask<bool> RemoveAsync(RepositoryName name);

    /// <summary>Adds pulls that were counted in memory; not durable at once.</summary>
    ValueTask CountPullsAsync(IReadOnlyDictionary<long, long> pullsByRepositoryId);
}
