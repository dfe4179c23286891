using Berth.Registry.Naming;

namespace Berth.Registry.Metadata;

/// <summary>Lists of repositories for people: only what the viewer may pull and what has been pushed to.</summary>
internal interface IRepositoryLists
{
    IReadOnlyList<RepositoryRecord> RecentlyPushed(Viewer viewer, int skip, int count);

    IReadOnlyList<RepositoryRecord> MostPulled(Viewer viewer, int count);

    /// <summary>All of a namespace, pushed to or not, in ordinal order; the caller has it.</summary>
    IReadOnlyList<RepositoryRecord> InNamespace(string name, int count);

    long Count(Viewer viewer);

    long CountTags(RepositoryName repository);
}
