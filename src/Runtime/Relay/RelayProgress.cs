namespace Berth.Runtime.Relay;

/// <summary>How a move has ended.</summary>
internal enum RelayProgress
{
    /// <summary>Nothing more can be moved until the kernel tells something new.</summary>
    Waits,

    /// <summary>There may be more; others have their turn first.</summary>
    HasMore,

    /// <summary>A side is gone.</summary>
    Broken,
}
