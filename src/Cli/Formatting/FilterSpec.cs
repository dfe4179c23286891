using Berth.Cli.CommandLine;
using Berth.EngineApi;

namespace Berth.Cli.Formatting;

/// <summary>The text of <c>--filter</c>: <c>NAME=VALUE</c>.</summary>
internal static class FilterSpec
{
    public static ParsedListFlag<KeyValuePair<string, string>> Flag(char? shorthand, string usage) =>
        new("filter", shorthand, "filter", usage, Parse);

    public static KeyValuePair<string, string> Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? throw new FormatException("bad format of filter (expected name=value)")
            : new(text[..equals].Trim().ToLowerInvariant(), text[(equals + 1)..].Trim());
    }

    public static Filters ToFilters(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var filters = new Filters();
        foreach (var (name, value) in pairs)
        {
            filters.Add(name, value);
        }

        return filters;
    }
}
