using Berth.Linux;

namespace Berth.Archive;

/// <summary>One entry of a tar archive, extended headers already applied. Nothing in it is to be trusted as a path.</summary>
public sealed record TarEntry
{
    /// <summary>As it stands in the archive: may be absolute, may contain <c>..</c>.</summary>
    public required string Name { get; init; }

    public required TarEntryKind Kind { get; init; }

    /// <summary>Of a hard or symbolic link; otherwise empty.</summary>
    public string LinkName { get; init; } = "";

    /// <summary>0 to 07777.</summary>
    public uint Mode { get; init; }

    public uint Owner { get; init; }

    public uint Group { get; init; }

    /// <summary>Bytes of content that follow; 0 of all but regular files.</summary>
    public long Size { get; init; }

    public FileTime Modified { get; init; }

    /// <summary>Of a device node.</summary>
    public DeviceNumber Device { get; init; }

    /// <summary>Extended attributes (<c>SCHILY.xattr.</c> records), in the archive's order.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Xattrs { get; init; } = [];
}
