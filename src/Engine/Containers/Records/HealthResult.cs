namespace Berth.Engine.Containers;

/// <summary>One run of a health check.</summary>
/// <param name="Start">When it began.</param>
/// <param name="End">When it was over.</param>
/// <param name="ExitCode">The command's; 0 is healthy, -1 that it could not be run or was too slow.</param>
/// <param name="Output">What it printed, at most 4096 bytes, or why it could not be run.</param>
public sealed record HealthResult(DateTimeOffset Start, DateTimeOffset End, int ExitCode, string Output);
