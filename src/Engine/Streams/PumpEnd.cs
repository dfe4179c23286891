namespace Berth.Engine.Streams;

/// <summary>Why a <see cref="MonitorPump"/> stopped.</summary>
internal enum PumpEnd
{
    /// <summary>The process ended and all its output was passed on.</summary>
    ProcessEnded,

    /// <summary>The client pressed the detach keys.</summary>
    Detached,

    /// <summary>The client does not read any more.</summary>
    ClientGone,

    /// <summary>The client has no more input; the output goes on.</summary>
    InputEnded,

    /// <summary>The daemon ends.</summary>
    Stopped,
}
