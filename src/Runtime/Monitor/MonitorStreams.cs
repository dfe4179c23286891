namespace Berth.Runtime.Monitor;

/// <summary>The streams a connection subscribes to.</summary>
[Flags]
public enum MonitorStreams : byte
{
    None = 0,
    Stdout = 1,
    Stderr = 2,
    Stdin = 4,
}
