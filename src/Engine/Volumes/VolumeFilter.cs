using System.Text.RegularExpressions;
using Berth.Engine.Errors;
using Berth.Engine.Filtering;
using Berth.EngineApi;

namespace Berth.Engine.Volumes;

/// <summary>The <c>filters</c> of a volume listing. Source: Engine API 1.51, "List volumes".</summary>
internal sealed class VolumeFilter
{
    private readonly Filters _filters;
    private readonly Regex[] _names;
    private readonly bool? _dangling;

    /// <exception cref="InvalidParameterException">An unknown key or a value that is none.</exception>
    public VolumeFilter(Filters filters)
    {
        FilterValues.RefuseOthers(filters, "dangling", "driver", "label", "name");
        _filters = filters;
        _dangling = FilterValues.Flag(filters, "dangling");
        _names = [.. filters["name"].Select(FilterValues.Pattern)];
    }

    /// <param name="name">The volume's name.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="used">Whether a container mounts it.</param>
    public bool Matches(string name, IReadOnlyDictionary<string, string> labels, bool used) =>
        (_dangling is not { } dangling || dangling != used)
        && (_filters["driver"].Count == 0 || _filters["driver"].Contains(VolumeStore.Driver))
        && (_names.Length == 0 || _names.Any(n => n.IsMatch(name)))
        && _filters["label"].All(wanted => HasLabel(labels, wanted));

    private static bool HasLabel(IReadOnlyDictionary<string, string> labels, string wanted)
    {
        int equals = wanted.IndexOf('=', StringComparison.Ordinal);
        string key = equals < 0 ? wanted : wanted[..equals];
        return labels.TryGetValue(key, out string? value) && (equals < 0 || value == wanted[(equals + 1)..]);
    }
}
