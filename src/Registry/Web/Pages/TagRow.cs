using Berth.Registry.Metadata;

namespace Berth.Registry.Web.Pages;

/// <summary>A line of a repository's tags.</summary>
/// <param name="Size">Bytes to transfer, for an index those of its smallest and largest image; null: not known.</param>
/// <param name="Platforms">Empty: not known.</param>
/// <param name="Kind">What it is where it is no image: its artifact type.</param>
internal sealed record TagRow(TagRecord Tag, (long Smallest, long Largest)? Size, IReadOnlyList<string> Platforms, string? Kind);
