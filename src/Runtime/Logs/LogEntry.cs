namespace Berth.Runtime.Logs;

/// <summary>A line of a container's log, or a piece of 16 KiB of a longer one.</summary>
/// <param name="Stream">Where it came from.</param>
/// <param name="Time">When the monitor read it; the pieces of one line share the time of the first.</param>
/// <param name="Text">UTF-8, with the newline at the end unless more of the line follows.</param>
public readonly record struct LogEntry(LogStream Stream, DateTimeOffset Time, ReadOnlyMemory<byte> Text);
