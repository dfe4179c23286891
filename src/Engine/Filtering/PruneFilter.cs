using Berth.EngineApi;

namespace Berth.Engine.Filtering;

/// <summary>Which objects a prune may take: by labels that they have or lack, and made before a moment.</summary>
/// <param name="filters"><c>label</c>, <c>label!</c>, <c>until</c>; other keys are the caller's.</param>
/// <param name="now">What a duration in <c>until</c> counts back from.</param>
/// <exception cref="Errors.InvalidParameterException"><c>until</c> is no time, or several.</exception>
internal sealed class PruneFilter(Filters filters, DateTimeOffset now)
{
    private readonly DateTimeOffset? _until = FilterValues.Until(filters, now);

    /// <summary>Whether an object of this age and with these labels may go.</summary>
    public bool Matches(DateTimeOffset created, IReadOnlyDictionary<string, string>? labels) =>
        (_until is not { } until || created <= until) && MatchesLabels(labels ?? new Dictionary<string, string>());

    /// <summary>Whether an object with these labels may go. Of <c>label!</c> only one that has them all is spared, as dockerd has it.</summary>
    public bool MatchesLabels(IReadOnlyDictionary<string, string> labels) =>
        filters["label"].All(label => Has(labels, label))
        && (filters["label!"].Count == 0 || !filters["label!"].All(label => Has(labels, label)));

    private static bool Has(IReadOnlyDictionary<string, string> labels, string wanted)
    {
        int equals = wanted.IndexOf('=', StringComparison.Ordinal);
        return labels.TryGetValue(equals < 0 ? wanted : wanted[..equals], out string? value) && (equals < 0 || value == wanted[(equals + 1)..]);
    }
}
