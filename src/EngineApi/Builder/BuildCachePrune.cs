namespace Berth.EngineApi.Builder;

/// <summary>The answer to <c>POST /build/prune</c>.</summary>
public sealed record BuildCachePruneResponse
{
    public IReadOnlyList<string>? CachesDeleted { get; init; }

    public long SpaceReclaimed { get; init; }
}
