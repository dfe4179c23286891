using Berth.Oci;

namespace Berth.Images;

/// <summary>How a container becomes an image.</summary>
public sealed record CommitOptions
{
    /// <summary>The image that the container was made from.</summary>
    public required Digest Parent { get; init; }

    /// <summary>What containers of the new image start from.</summary>
    public required ExecutionConfig Config { get; init; }

    /// <summary>The container's command, for the history.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The version of the engine, which the configuration records.</summary>
    public required string EngineVersion { get; init; }

    /// <summary>Default: nobody.</summary>
    public string? Author { get; init; }

    /// <summary>Default: none.</summary>
    public string? Comment { get; init; }

    /// <summary>The name for it; default: none.</summary>
    public Reference? Target { get; init; }
}
