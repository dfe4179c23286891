using System.Collections.Concurrent;
using Berth.Metrics;

namespace Berth.Engine.Observability;

/// <summary>How long each of a family's actions took. Their names are the engine's own words, and few.</summary>
public sealed class ActionTimes
{
    // Seconds: the bounds that dockerd's metrics have, Prometheus' usual ones.
    private static readonly double[] s_bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<string, Histogram> _byAction = new(StringComparer.Ordinal);

    /// <param name="actions">Those that are told with zero before they happen for the first time.</param>
    public ActionTimes(params IEnumerable<string> actions)
    {
        foreach (string action in actions)
        {
            _byAction[action] = new Histogram(s_bounds);
        }
    }

    public void Add(string action, TimeSpan duration) => _byAction.GetOrAdd(action, static _ => new Histogram(s_bounds)).Add(duration);

    /// <summary>By action, in the order of their names.</summary>
    public IEnumerable<KeyValuePair<string, Histogram>> All => _byAction.OrderBy(pair => pair.Key, StringComparer.Ordinal);
}
