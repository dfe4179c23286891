namespace Berth.Linux;

/// <summary>What statx(2) says of a file.</summary>
public readonly record struct FileStatus
{
    /// <summary>Permission bits with setuid, setgid and sticky: 0 to 07777.</summary>
    public required uint Permissions { get; init; }

    public required FileKind Kind { get; init; }

    public required uint Owner { get; init; }

    public required uint Group { get; init; }

    /// <summary>Bytes; for a symbolic link the length of its target.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes of the disk that it takes; of a sparse file only what is written.</summary>
    public long Allocated { get; init; }

    public required ulong Inode { get; init; }

    /// <summary>The file system it is on, as <see cref="DeviceNumber.Pack"/> packs it.</summary>
    public required ulong FileSystem { get; init; }

    public required uint Links { get; init; }

    /// <summary>What device a device node stands for.</summary>
    public required DeviceNumber Device { get; init; }

    public required FileTime Modified { get; init; }

    /// <summary>True of the root of a mount (Linux 5.8).</summary>
    public required bool IsMountRoot { get; init; }

    /// <summary>True of overlayfs' sign that a name of a lower layer is gone: a character device 0/0.</summary>
    public bool IsWhiteout => Kind == FileKind.CharacterDevice && Device == default;
}

/// <summary>The type bits of a mode (inode(7)).</summary>
public enum FileKind : uint
{
    Fifo = 0x1000,
    CharacterDevice = 0x2000,
    Directory = 0x4000,
    BlockDevice = 0x6000,
    Regular = 0x8000,
    SymbolicLink = 0xA000,
    Socket = 0xC000,
}

/// <summary>The number of a device node (makedev(3)).</summary>
public readonly record struct DeviceNumber(uint Major, uint Minor)
{
    /// <summary>The kernel's and the C library's 64-bit <c>dev_t</c>.</summary>
    public ulong Pack() =>
        ((ulong)(Major & 0xfffff000) << 32) | ((Major & 0xfffUL) << 8) | ((ulong)(Minor & 0xffffff00) << 12) | (Minor & 0xffUL);
}

/// <summary>A moment as files keep it: seconds since 1970, which may be negative, and nanoseconds 0 to 999,999,999.</summary>
public readonly record struct FileTime(long Seconds, uint Nanoseconds);
