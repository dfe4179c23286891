namespace Berth.Runtime.Statistics;

/// <summary>
/// One line of the <c>events</c> verb, in the shape that callers of runc parse (its types/events.go): what is 0 or empty is left out
/// where it is there.
/// </summary>
/// <param name="Type"><c>stats</c> or <c>oom</c>.</param>
/// <param name="Id">The container's.</param>
/// <param name="Data">Of <c>stats</c>.</param>
public sealed record RuntimeEvent(string Type, string Id, ContainerStatistics? Data = null);
