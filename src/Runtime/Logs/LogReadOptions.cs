namespace Berth.Runtime.Logs;

/// <summary>Which entries of a log to read, as in <c>GET /containers/{id}/logs</c>.</summary>
public sealed record LogReadOptions
{
    /// <summary>Only this many of the last entries; null (the default): all. Entries are counted before the times are looked at.</summary>
    public int? Tail { get; init; }

    /// <summary>Only entries at this time or later; null: from the first.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only entries at this time or earlier, and the end of reading at the first later one; null: to the last.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>
    /// Null (the default): stop at the end of the log. Else: wait for more until this task completes (when the container's exit is
    /// known), then read what is there and stop.
    /// </summary>
    public Task? FollowUntil { get; init; }
}
