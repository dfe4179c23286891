using Berth.Engine.Errors;
using Berth.EngineApi;

namespace Berth.Engine.Events;

/// <summary>The <c>filters</c> of <c>/events</c>. Different keys must all match, of one key's values any (labels: all).</summary>
public sealed class EventFilter
{
    private static readonly string[] s_keys =
        ["config", "container", "daemon", "event", "image", "label", "network", "node", "plugin", "scope", "secret", "service", "type", "volume"];

    private readonly Filters _filters;

    /// <exception cref="InvalidParameterException">An unknown key.</exception>
    public EventFilter(Filters filters)
    {
        if (filters.Keys.FirstOrDefault(k => !s_keys.Contains(k)) is { } unknown)
        {
            throw new InvalidParameterException($"invalid filter '{unknown}'");
        }

        _filters = filters;
    }

    public bool Matches(EngineEvent happened) =>
        AnyOf("type", type => type == happened.Type)
        && AnyOf("scope", scope => scope == "local")
        && AnyOf("event", wanted => wanted == happened.Action || happened.Action.StartsWith(wanted + ":", StringComparison.Ordinal))
        && AnyOf("container", wanted => Names(happened, "container", wanted))
        && AnyOf("network", wanted => Names(happened, "network", wanted))
        && AnyOf("volume", wanted => Names(happened, "volume", wanted))
        && AnyOf("image", wanted => Names(happened, "image", wanted) || happened.Attributes.GetValueOrDefault("image") == wanted)
        && _filters["label"].All(wanted => HasLabel(happened, wanted));

    private static bool Names(EngineEvent happened, string type, string wanted) =>
        happened.Type == type
        && (happened.Attributes.GetValueOrDefault("name") == wanted
            || (wanted.Length > 0 && happened.ActorId.StartsWith(wanted, StringComparison.Ordinal)));

    private static bool HasLabel(EngineEvent happened, string wanted)
    {
        int equals = wanted.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? happened.Attributes.ContainsKey(wanted)
            : happened.Attributes.GetValueOrDefault(wanted[..equals]) == wanted[(equals + 1)..];
    }

    private bool AnyOf(string key, Func<string, bool> matches) => _filters[key].Count == 0 || _filters[key].Any(matches);
}
