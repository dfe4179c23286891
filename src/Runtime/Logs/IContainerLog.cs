namespace Berth.Runtime.Logs;

/// <summary>Where a monitor puts what its container writes. No call waits for anybody, and none fails: what cannot be kept is lost.</summary>
internal interface IContainerLog : IDisposable
{
    /// <param name="stream">Where it came from.</param>
    /// <param name="time">When.</param>
    /// <param name="text">The line.</param>
    /// <param name="newline">The text ended in a newline, which it does not contain; false for a piece of a longer line.</param>
    void Append(LogStream stream, DateTimeOffset time, ReadOnlySpan<byte> text, bool newline);

    /// <summary>Passes on what has collected, and does a piece of what else there is to do.</summary>
    void Flush();

    /// <summary>Milliseconds after which <see cref="Flush"/> is to be called again, whatever happens; -1: when there is something new.</summary>
    int NextFlush { get; }
}
