namespace Berth.Runtime.Logs;

/// <summary>Where a container's log goes and how much of it is kept.</summary>
public sealed record JsonFileLogOptions
{
    /// <summary>The newest file; older ones have <c>.1</c>, <c>.2</c>, … appended.</summary>
    public required string Path { get; init; }

    /// <summary>A file this long (bytes) or longer is not appended to; -1 (the default): no limit.</summary>
    public long MaxSize { get; init; } = -1;

    /// <summary>How many files are kept, the newest included; at least 1 (the default).</summary>
    public int MaxFiles { get; init; } = 1;

    /// <summary>Files are compressed once they have been rotated twice: whoever follows still finds the one before the newest as it was.</summary>
    public bool Compress { get; init; }

    /// <summary>What each line has in <c>attrs</c>: an object of JSON, keys sorted; null: nothing.</summary>
    public string? Attributes { get; init; }
}
