using System.Collections.Concurrent;

namespace Berth.Engine.Observability;

/// <summary>How long each of a family's actions took. Their names are the engine's own words, and few.</summary>
public sealed class ActionTimes
{
    private readonly ConcurrentDictionary<string, Histogram> _byAction = new(StringComparer.Ordinal);

    /// <param name="actions">Those that are told with zero before they happen for the first time.</param>
    public ActionTimes(params IEnumerable<string> actions)
    {
        foreach (string action in actions)
        {
            _byAction[action] = new Histogram();
        }
    }

    public void Add(string action, TimeSpan duration) => _byAction.GetOrAdd(action, static _ => new Histogram()).Add(duration);

    /// <summary>By action, in the order of their names.</summary>
    public IEnumerable<KeyValuePair<string, Histogram>> All => _byAction.OrderBy(pair => pair.Key, StringComparer.Ordinal);
}
