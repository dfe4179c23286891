using System.Text.RegularExpressions;

namespace Berth.Engine.Specs;

/// <summary>Which labels and variables of a container are told with its log, and under what tag.</summary>
public sealed record LogAttributeChoice
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);

    public IReadOnlyList<string> Labels { get; init; } = [];

    public string? LabelPattern { get; init; }

    public IReadOnlyList<string> Variables { get; init; } = [];

    public string? VariablePattern { get; init; }

    /// <summary>A template (<see cref="LogTag"/>); null: the driver's own.</summary>
    public string? Tag { get; init; }

    /// <summary>The attributes, sorted by name; a variable takes the place of a label of the same name.</summary>
    /// <param name="labels">The container's.</param>
    /// <param name="environment">The container's, each <c>NAME=VALUE</c>.</param>
    /// <param name="rename">What an attribute is called.</param>
    public SortedDictionary<string, string> Of(
        IReadOnlyDictionary<string, string> labels, IReadOnlyList<string> environment, Func<string, string> rename)
    {
        var chosen = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Choose(labels, Labels, LabelPattern);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string variable in environment)
        {
            int at = variable.IndexOf('=', StringComparison.Ordinal);
            if (at > 0)
            {
                variables[variable[..at]] = variable[(at + 1)..];
            }
        }

        Choose(variables, Variables, VariablePattern);
        return chosen;

        void Choose(IReadOnlyDictionary<string, string> all, IReadOnlyList<string> names, string? pattern)
        {
            Regex? fitting = pattern is null ? null : Compile(pattern);
            foreach ((string name, string value) in all)
            {
                if (names.Contains(name) || fitting?.IsMatch(name) == true)
                {
                    chosen[rename(name)] = value;
                }
            }
        }
    }

    internal static Regex Compile(string pattern) => new(pattern, RegexOptions.CultureInvariant, s_patience);
}
