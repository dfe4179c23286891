using System.Globalization;
using System.Text.RegularExpressions;
using Berth.Engine.Errors;
using Berth.Engine.Filtering;
using Berth.Engine.Specs;
using Berth.EngineApi;

namespace Berth.Engine.Containers.Listing;

/// <summary>
/// The <c>filters</c> of a container listing. Different keys must all match; of one key's values any (labels: all).
/// Source: Engine API 1.51, "List containers".
/// </summary>
internal sealed class ContainerFilter
{
    private static readonly string[] s_keys =
    [
        "ancestor", "before", "expose", "exited", "health", "id", "is-task", "isolation", "label", "name", "network", "publish",
        "since", "status", "volume",
    ];

    private static readonly string[] s_statuses = ["created", "running", "paused", "restarting", "removing", "exited", "dead"];

    private static readonly string[] s_healths = ["none", "starting", "healthy", "unhealthy"];

    /// <summary>Digits of an ID that clients show.</summary>
    private const int ShortId = 12;

    private readonly Filters _filters;
    private readonly Regex[] _names;
    private readonly Regex[] _ids;
    private readonly HashSet<int> _exitCodes;
    private readonly HashSet<string> _published;
    private readonly HashSet<string> _exposed;
    private readonly DateTimeOffset? _before;
    private readonly DateTimeOffset? _since;
    private readonly bool? _task;

    /// <param name="filters">As the client sent them.</param>
    /// <param name="created">When a container was created that a value names.</param>
    /// <exception cref="InvalidParameterException">An unknown key or a value that is none.</exception>
    public ContainerFilter(Filters filters, Func<string, DateTimeOffset> created)
    {
        foreach (string key in filters.Keys)
        {
            if (!s_keys.Contains(key))
            {
                throw new InvalidParameterException($"invalid filter '{key}'");
            }
        }

        RefuseOthers(filters, "status", "state", s_statuses);
        RefuseOthers(filters, "health", "health", s_healths);
        _task = FilterValues.Flag(filters, "is-task");
        _filters = filters;
        _names = [.. filters["name"].Select(FilterValues.Pattern)];
        _ids = [.. filters["id"].Select(FilterValues.Pattern)];
        _exitCodes = [.. filters["exited"].Select(ExitCode)];
        _published = Ports(filters["publish"]);
        _exposed = Ports(filters["expose"]);
        _before = filters["before"] is [string before, ..] ? created(before) : null;
        _since = filters["since"] is [string since, ..] ? created(since) : null;
    }

    /// <summary>A status that is asked for is shown without asking for all.</summary>
    public bool AsksForStatus => _filters["status"].Count > 0;

    /// <param name="record">The container.</param>
    /// <param name="isAncestor">Whether a name or ID means the container's image.</param>
    public bool Matches(ContainerRecord record, Func<string, bool> isAncestor) =>
        MatchesIdentity(record)
        && MatchesState(record)
        && AnyOf("ancestor", isAncestor)
        && MatchesLabels(record.Config.Labels ?? new Dictionary<string, string>())
        && AnyOf("network", network => record.Networks.Any(endpoint => endpoint.Is(network) || (network.Length >= ShortId && endpoint.NetworkId.StartsWith(network, StringComparison.Ordinal))))
        && AnyOf("volume", volume => record.Mounts.Any(m => m.Name == volume || m.Destination == volume || m.Source == volume))
        && (_published.Count == 0 || record.HostConfig.PortBindings?.Keys.Any(_published.Contains) == true)
        && (_exposed.Count == 0 || record.Config.ExposedPorts?.Keys.Any(_exposed.Contains) == true)
        && (_before is null || record.Created < _before)
        && (_since is null || record.Created > _since);

    private bool MatchesIdentity(ContainerRecord record) =>
        (_names.Length == 0 || _names.Any(n => n.IsMatch(record.Name) || n.IsMatch("/" + record.Name)))
        && (_ids.Length == 0 || _ids.Any(i => i.IsMatch(record.Id)));

    private bool MatchesState(ContainerRecord record) =>
        AnyOf("status", status => status == record.State.StatusName)
        && AnyOf("health", health => health == (record.State.Health?.Status.ToString().ToLowerInvariant() ?? "none"))
        && _task is not true
        && (_exitCodes.Count == 0 || (record.State.StartedAt is not null && !record.State.IsActive && _exitCodes.Contains(record.State.ExitCode)));

    private bool MatchesLabels(IReadOnlyDictionary<string, string> labels) => _filters["label"].All(wanted =>
    {
        int equals = wanted.IndexOf('=', StringComparison.Ordinal);
        string key = equals < 0 ? wanted : wanted[..equals];
        return labels.TryGetValue(key, out string? value) && (equals < 0 || value == wanted[(equals + 1)..]);
    });

    private bool AnyOf(string key, Func<string, bool> matches) => _filters[key].Count == 0 || _filters[key].Any(matches);

    private static int ExitCode(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int code)
        ? code
        : throw new InvalidParameterException($"invalid filter 'exited={text}': strconv.Atoi: parsing \"{text}\": invalid syntax");

    private static HashSet<string> Ports(IEnumerable<string> values) =>
        [.. values.SelectMany(PortSpec.ParseRange).Select(p => p.ToString())];

    private static void RefuseOthers(Filters filters, string key, string what, string[] known)
    {
        foreach (string value in filters[key])
        {
            if (!known.Contains(value))
            {
                throw new InvalidParameterException(
                    $"invalid filter '{key}={value}': invalid value for {what} ({value}): must be one of {string.Join(", ", known)}");
            }
        }
    }
}
