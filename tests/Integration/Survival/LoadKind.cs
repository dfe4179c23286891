namespace Berth.Integration.Survival;

/// <summary>What a container of the load does.</summary>
internal enum LoadKind
{
    /// <summary>Serves a page on a published port, and is healthy.</summary>
    Server,

    /// <summary>Writes a number that grows to its log; ends with 7 when it is asked to.</summary>
    Ticker,

    /// <summary>Ends by itself after a while, with a code of its own.</summary>
    Leaver,

    /// <summary>The same, and is removed then.</summary>
    Vanisher,

    /// <summary>Ends by itself, and is started again by its restart policy until it is stopped.</summary>
    Restarter,
}
