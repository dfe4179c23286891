using System.Text.Json.Serialization;

namespace Berth.Runtime.Statistics;

/// <summary>Pressure stall information (kernel Documentation/accounting/psi); v2 only.</summary>
public sealed record PressureStatistics
{
    [JsonPropertyName("some")]
    public PressureLine Some { get; init; } = new();

    [JsonPropertyName("full")]
    public PressureLine Full { get; init; } = new();

    /// <summary>Of a file as <c>memory.pressure</c>; null without one.</summary>
    internal static PressureStatistics? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var statistics = new PressureStatistics();
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith("some ", StringComparison.Ordinal))
            {
                statistics = statistics with { Some = PressureLine.Parse(line) };
            }
            else if (line.StartsWith("full ", StringComparison.Ordinal))
            {
                statistics = statistics with { Full = PressureLine.Parse(line) };
            }
        }

        return statistics;
    }
}
