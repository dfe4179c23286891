using Berth.Registry.Naming;

namespace Berth.Registry.Metadata;

/// <summary>Lists of tags.</summary>
internal interface ITags
{
    /// <summary>Names in ordinal order, those after <paramref name="last"/>, at most <paramref name="count"/>.</summary>
    IReadOnlyList<string> Names(RepositoryName repository, string? last, int count);

    /// <summary>Newest first.</summary>
    IReadOnlyList<TagRecord> Latest(RepositoryName repository, int skip, int count);
}
