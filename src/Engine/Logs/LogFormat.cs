namespace Berth.Engine.Logs;

/// <summary>How a client gets a log.</summary>
internal sealed record LogFormat
{
    /// <summary>In frames, or with a terminal just the bytes.</summary>
    public required bool Framed { get; init; }

    public required bool Stdout { get; init; }

    public required bool Stderr { get; init; }

    /// <summary>Each line begins with its time, RFC 3339 with nine digits.</summary>
    public bool Timestamps { get; init; }

    /// <summary>What stands before each line, and a blank; null: nothing. All lines of a log have the same.</summary>
    public string? Details { get; init; }
}
