namespace Berth.Runtime.Monitor;

/// <summary>What a frame to the monitor asks for.</summary>
public enum RequestKind : byte
{
    /// <summary>Bytes for the process's standard input; only on a connection that subscribed to it.</summary>
    Stdin = 0,

    /// <summary>No more input will come. Closes the process's input where <c>--stdin-once</c> (or an exec) asks for that.</summary>
    CloseStdin = 1,

    /// <summary>One byte, a <see cref="MonitorStreams"/>: what this connection takes part in. Answered by a status.</summary>
    Subscribe = 2,

    /// <summary>Execute the program.</summary>
    Start = 3,

    /// <summary>Two big-endian u16: rows, columns.</summary>
    Resize = 4,

    /// <summary>One big-endian u32: a signal number for the process.</summary>
    Signal = 5,
}
