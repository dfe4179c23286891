namespace Berth.Engine.Logs;

/// <summary>What a client wants to see of a container's log.</summary>
public sealed record LogRequest
{
    public bool Stdout { get; init; }

    public bool Stderr { get; init; }

    public bool Follow { get; init; }

    public bool Timestamps { get; init; }

    /// <summary>Each line has its attributes before it.</summary>
    public bool Details { get; init; }

    /// <summary>Only so many of the last lines; null: all.</summary>
    public int? Tail { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }
}
