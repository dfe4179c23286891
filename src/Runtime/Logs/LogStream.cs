namespace Berth.Runtime.Logs;

/// <summary>Where a line of a container's log came from.</summary>
public enum LogStream : byte
{
    Stdout = 1,
    Stderr = 2,
}
