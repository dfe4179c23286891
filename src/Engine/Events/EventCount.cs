namespace Berth.Engine.Events;

/// <summary>How many events of a kind there have been since the daemon's start.</summary>
/// <param name="Type">container, image, …</param>
/// <param name="Action">Without what comes after a colon: commands and results.</param>
/// <param name="Count">How many.</param>
public sealed record EventCount(string Type, string Action, long Count);
