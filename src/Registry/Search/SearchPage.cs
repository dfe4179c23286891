using Berth.Registry.Metadata;

namespace Berth.Registry.Search;

/// <summary>A part of what a search found.</summary>
/// <param name="Total">All that was found; 0 where the page is behind the last one.</param>
/// <param name="Repositories">Without their descriptions.</param>
internal sealed record SearchPage(long Total, IReadOnlyList<RepositoryRecord> Repositories);
