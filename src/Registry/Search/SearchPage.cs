using Berth.Registry.Metadata;

namespace Berth.Registry.Search;

/// <summary>A part of what a search found.</summary>
/// <param name="Total">All that matches.</param>
internal sealed record SearchPage(long Total, IReadOnlyList<RepositoryRecord> Repositories);
