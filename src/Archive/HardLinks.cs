using Berth.Linux;

namespace Berth.Archive;

/// <summary>The names under which an archive has files so far that have several.</summary>
public sealed class HardLinks
{
    private readonly Dictionary<(ulong FileSystem, ulong Inode), string> _names = [];

    /// <summary>The name that a file has in the archive already; null for the first that is seen of it, and for a file of a single name.</summary>
    public string? FirstNameOf(FileStatus status, string name) =>
        status.Links < 2 || _names.TryAdd((status.FileSystem, status.Inode), name) ? null : _names[(status.FileSystem, status.Inode)];
}
