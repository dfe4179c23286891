namespace Berth.Engine.Processes;

/// <summary>What a row of ps(1) is of, and what a column can say something about. The other gets a dash.</summary>
internal enum RowScope
{
    /// <summary>A process and its only, or first, thread; of a column: either.</summary>
    Both,

    /// <summary>A process whose threads follow in rows of their own.</summary>
    Process,

    /// <summary>A thread below its process.</summary>
    Thread,
}
