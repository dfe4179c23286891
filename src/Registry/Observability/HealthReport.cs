namespace Berth.Registry.Observability;

/// <summary>How everything that was touched stands.</summary>
/// <param name="Failures">What does not work, and why in a word; empty: all works.</param>
internal sealed record HealthReport(IReadOnlyList<(string Name, string Reason)> Failures)
{
    public bool IsHealthy => Failures.Count == 0;
}
