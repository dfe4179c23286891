using Berth.Images.Archive;

namespace Berth.Images.Pushing;

/// <summary>How images are pushed.</summary>
public sealed record PushOptions
{
    /// <summary>What all pushes share.</summary>
    public required PushLimits Limits { get; init; }

    /// <summary>For layers that are in no form that can be sent. Default gzip.</summary>
    public LayerCompression Compression { get; init; }

    /// <summary>Whether what is compressed stays here as a blob, so that the next push costs nothing. Default true.</summary>
    public bool KeepArchives { get; init; } = true;
}
