using Berth.EngineApi;

namespace Berth.Engine.Containers.Listing;

/// <summary>Which containers a client wants to see.</summary>
public sealed record ListRequest
{
    /// <summary>Also those that do not run.</summary>
    public bool All { get; init; }

    /// <summary>The newest so many, whether they run or not; zero or less: no limit.</summary>
    public int Limit { get; init; } = -1;

    /// <summary>With sizes on disk.</summary>
    public bool Size { get; init; }

    public Filters Filters { get; init; } = new();
}
