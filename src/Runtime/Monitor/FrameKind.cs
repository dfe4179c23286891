namespace Berth.Runtime.Monitor;

/// <summary>What a frame from the monitor carries. The first two are the numbers of the Engine API's own stream frames.</summary>
public enum FrameKind : byte
{
    /// <summary>Output of the process; all of it when it has a terminal.</summary>
    Stdout = 1,

    /// <summary>Error output of the process.</summary>
    Stderr = 2,

    /// <summary>A <see cref="MonitorStatus"/>: on connecting, after a <see cref="RequestKind.Subscribe"/>, at each change.</summary>
    Status = 3,

    /// <summary>A <see cref="MonitorError"/>: the request was refused.</summary>
    Error = 4,
}
