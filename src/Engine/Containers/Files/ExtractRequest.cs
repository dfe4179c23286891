namespace Berth.Engine.Containers.Files;

/// <summary>What to unpack an archive into.</summary>
public sealed record ExtractRequest
{
    public required string? Path { get; init; }

    /// <summary>A directory is not replaced by something else, nor something else by a directory.</summary>
    public bool NoOverwriteDirNonDir { get; init; }

    /// <summary>Files get the container's user as their owner instead of the archive's.</summary>
    public bool CopyUidGid { get; init; }
}
