using Berth.EngineApi.Images;

namespace Berth.EngineApi.Registries;

/// <summary>The answer to <c>GET /distribution/{name}/json</c>: what a registry says of an image.</summary>
public sealed record DistributionInspect
{
    /// <summary>Of the manifest, or of the index where the name means several images.</summary>
    public OciDescriptor Descriptor { get => field ?? new(); init; }

    /// <summary>What the image, or each image of the index, is for.</summary>
    public IReadOnlyList<OciPlatform>? Platforms { get; init; }
}
