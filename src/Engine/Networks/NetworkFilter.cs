using System.Text.RegularExpressions;
using Berth.Engine.Errors;
using Berth.Engine.Filtering;
using Berth.EngineApi;
using Berth.Network.Networks;

namespace Berth.Engine.Networks;

/// <summary>The <c>filters</c> of a listing of networks. Different keys must all match; of one key's values any (labels: all).</summary>
internal sealed class NetworkFilter
{
    private readonly Filters _filters;
    private readonly Func<NetworkRecord, bool> _isInUse;
    private readonly Regex[] _names;
    private readonly bool? _dangling;

    /// <param name="filters">As the client sent them.</param>
    /// <param name="isInUse">Whether a container runs in a network.</param>
    /// <exception cref="InvalidParameterException">An unknown key, or a value that is none.</exception>
    public NetworkFilter(Filters filters, Func<NetworkRecord, bool> isInUse)
    {
        FilterValues.RefuseOthers(filters, "dangling", "driver", "id", "label", "name", "scope", "type");
        if (filters["type"].FirstOrDefault(static type => type is not ("builtin" or "custom")) is { } type)
        {
            throw new InvalidParameterException($"invalid filter: 'type'='{type}'");
        }

        _filters = filters;
        _isInUse = isInUse;
        _names = [.. filters["name"].Select(FilterValues.Pattern)];
        _dangling = Dangling(filters);
    }

    public bool Matches(NetworkRecord network) =>
        (_names.Length == 0 || _names.Any(name => name.IsMatch(network.Name)))
        && Any("id", id => network.Id.StartsWith(id, StringComparison.Ordinal))
        && Any("driver", driver => network.Driver == driver)
        && Any("scope", static scope => scope == "local")
        && Any("type", type => (type == "builtin") == network.IsPredefined)
        && _filters["label"].All(label => HasLabel(network, label))
        && (_dangling is not { } dangling || dangling == (!network.IsPredefined && !_isInUse(network)));

    private bool Any(string key, Func<string, bool> matches) => _filters[key].Count == 0 || _filters[key].Any(matches);

    private static bool? Dangling(Filters filters)
    {
        if (filters["dangling"] is not [var value, ..])
        {
            return null;
        }

        return value switch
        {
            "true" or "1" => true,
            "false" or "0" => false,
            _ => throw new InvalidParameterException("invalid value for filter 'dangling', must be \"true\" (or \"1\"), or \"false\" (or \"0\")"),
        };
    }

    private static bool HasLabel(NetworkRecord network, string wanted)
    {
        int equals = wanted.IndexOf('=', StringComparison.Ordinal);
        return network.Labels.TryGetValue(equals < 0 ? wanted : wanted[..equals], out string? value) && (equals < 0 || value == wanted[(equals + 1)..]);
    }
}
