using System.Globalization;
using System.Text.Json.Serialization;

namespace Berth.Runtime.Statistics;

/// <summary>Percentages of the last 10, 60 and 300 seconds, and microseconds in all.</summary>
public sealed record PressureLine
{
    [JsonPropertyName("avg10")]
    public double Average10 { get; init; }

    [JsonPropertyName("avg60")]
    public double Average60 { get; init; }

    [JsonPropertyName("avg300")]
    public double Average300 { get; init; }

    [JsonPropertyName("total")]
    public ulong Total { get; init; }

    // "some avg10=0.00 avg60=0.00 avg300=0.00 total=0"
    internal static PressureLine Parse(string line)
    {
        var values = new Dictionary<string, double>();
        foreach (string word in line.Split(' ').Skip(1))
        {
            string[] pair = word.Split('=', 2);
            values[pair[0]] = pair.Length == 2 && double.TryParse(pair[1], CultureInfo.InvariantCulture, out double value) ? value : 0;
        }

        return new PressureLine
        {
            Average10 = values.GetValueOrDefault("avg10"),
            Average60 = values.GetValueOrDefault("avg60"),
            Average300 = values.GetValueOrDefault("avg300"),
            Total = (ulong)values.GetValueOrDefault("total"),
        };
    }
}
