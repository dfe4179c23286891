using Berth.EngineApi;

namespace Berth.Engine.Images;

/// <summary>Which images a client wants to see, and how much of them.</summary>
public sealed record ImageListRequest
{
    /// <summary>Also those that only serve as parents of others.</summary>
    public bool All { get; init; }

    public Filters Filters { get; init; } = new();

    /// <summary>With the bytes that other images of the list have too.</summary>
    public bool SharedSize { get; init; }

    /// <summary>With how many containers use each.</summary>
    public bool Containers { get; init; }
}
