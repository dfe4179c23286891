namespace Berth.Runtime.Statistics;

/// <summary>The member is always there; nothing is in it.</summary>
public sealed record IntelRdtStatistics;
