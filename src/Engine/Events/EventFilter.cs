using Berth.Engine.Errors;
using Berth.EngineApi;
using Berth.Oci;

namespace Berth.Engine.Events;

/// <summary>The <c>filters</c> of <c>/events</c>. Different keys must all match, of one key's values any (labels: all).</summary>
public sealed class EventFilter
{
    private static readonly string[] s_keys =
        ["config", "container", "daemon", "event", "image", "label", "network", "node", "plugin", "scope", "secret", "service", "type", "volume"];

    /// <summary>What has a key of its name; those that Berth has not have no events either.</summary>
    private static readonly string[] s_objects = ["config", "container", "daemon", "network", "node", "plugin", "secret", "service", "volume"];

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
        && s_objects.All(type => AnyOf(type, wanted => IsOf(happened, type, wanted)))
        && AnyOf("image", wanted => IsOfImage(happened, wanted))
        && _filters["label"].All(wanted => HasLabel(happened, wanted));

    /// <summary>By the beginning of its ID or of its name, as dockerd has it.</summary>
    private static bool IsOf(EngineEvent happened, string type, string wanted) =>
        happened.Type == type
        && wanted.Length > 0
        && (happened.ActorId.StartsWith(wanted, StringComparison.Ordinal)
            || happened.Attributes.GetValueOrDefault("name")?.StartsWith(wanted, StringComparison.Ordinal) == true);

    /// <summary>Of the image itself, or of a container of it; by ID or name, with the tag or without.</summary>
    private static bool IsOfImage(EngineEvent happened, string wanted)
    {
        string? name = happened.Attributes.GetValueOrDefault(happened.Type == "image" ? "name" : "image");
        return wanted == happened.ActorId || wanted == name || wanted == WithoutTag(happened.ActorId) || (name is not null && wanted == WithoutTag(name));
    }

    private static string WithoutTag(string name) => Reference.TryParse(name, out Reference? reference) ? reference.FamiliarName : name;

    private static bool HasLabel(EngineEvent happened, string wanted)
    {
        int equals = wanted.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? happened.Attributes.ContainsKey(wanted)
            : happened.Attributes.GetValueOrDefault(wanted[..equals]) == wanted[(equals + 1)..];
    }

    private bool AnyOf(string key, Func<string, bool> matches) => _filters[key].Count == 0 || _filters[key].Any(matches);
}
