namespace Berth.Archive;

/// <summary>What an archive may ask of us before it is refused. Real images stay far below each.</summary>
public sealed record ArchiveLimits
{
    public static ArchiveLimits Default { get; } = new();

    /// <summary>Bytes of all extended headers (PAX, GNU long name) of one entry. Default 1 MiB.</summary>
    public int HeaderBytes { get; init; } = 1 << 20;

    /// <summary>Entries. Default 4 million.</summary>
    public long Entries { get; init; } = 4_000_000;

    /// <summary>Bytes of a path or a link's target: Linux's PATH_MAX.</summary>
    public int PathBytes { get; init; } = 4095;

    /// <summary>Components of a path. Default 512.</summary>
    public int PathDepth { get; init; } = 512;

    /// <summary>
    /// Characters of the paths of all directories that have an entry, and 32 for each: they are kept until the end. Default 64 Mi, enough
    /// for a million directories.
    /// </summary>
    public long DirectoryCharacters { get; init; } = 64 << 20;

    /// <summary>Bytes after an archive's end, which its digest covers. Default 64 MiB; GNU tar writes 9 KiB of zeros.</summary>
    public long TailBytes { get; init; } = 64 << 20;

    /// <summary>Bytes after decompression. Default 1 TiB; a full disk comes first on most machines, and is undone.</summary>
    public long ExpandedBytes { get; init; } = 1L << 40;

    /// <summary>
    /// Bytes out for each byte in, once more than <see cref="RatioFrom"/> are out. gzip's most is 1,032; default 20,000, which only a
    /// crafted zstd frame reaches.
    /// </summary>
    public int Ratio { get; init; } = 20_000;

    /// <summary>Bytes that may come out at any ratio. Default 4 GiB.</summary>
    public long RatioFrom { get; init; } = 4L << 30;
}
