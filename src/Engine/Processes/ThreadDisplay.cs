namespace Berth.Engine.Processes;

/// <summary>How ps(1) shows threads.</summary>
internal enum ThreadDisplay
{
    None,

    /// <summary>Each in the place of its process: <c>-L -T H</c>.</summary>
    InPlace,

    /// <summary>After their process: <c>-m m</c>.</summary>
    Below,
}
