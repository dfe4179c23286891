namespace Berth.Images;

/// <summary>What a container did to a file of its image.</summary>
/// <param name="Path">Absolute in the container.</param>
public sealed record FileChange(FileChangeKind Kind, string Path);

/// <summary>Numbers as in the Engine API.</summary>
public enum FileChangeKind
{
    Modified = 0,
    Added = 1,
    Deleted = 2,
}
