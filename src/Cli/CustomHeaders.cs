using Berth.Cli.CommandLine;

namespace Berth.Cli;

/// <summary>Headers that the user wants in every request: of the configuration file (<c>HttpHeaders</c>), or of DOCKER_CUSTOM_HEADERS in their place.</summary>
internal static class CustomHeaders
{
    /// <summary>Header lines, each <c>Name: value</c>; the client's own name is not among them.</summary>
    /// <param name="variable"><c>NAME=VALUE,…</c> as a line of CSV; null: not set.</param>
    /// <param name="configured">Those of the file.</param>
    /// <exception cref="CommandException">A header is none.</exception>
    public static IReadOnlyList<string> Of(string? variable, IReadOnlyDictionary<string, string> configured)
    {
        var pairs = variable is null ? configured : Parse(variable);
        foreach (var (name, value) in pairs)
        {
            if (name.Length == 0 || name.Any(c => c <= ' ' || c >= '\x7f' || c == ':') || value.Any(c => char.IsControl(c)))
            {
                throw new CommandException($"failed to set custom headers: \"{name}\" is no header, or has no value that one may have");
            }
        }

        return [.. pairs.Where(pair => !pair.Key.Equals("User-Agent", StringComparison.OrdinalIgnoreCase)).Select(pair => $"{pair.Key}: {pair.Value}")];
    }

    private static Dictionary<string, string> Parse(string text)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parts in CsvLine.Split(text).Select(pair => pair.Split('=', 2)))
        {
            pairs[parts[0].Trim()] = parts.Length == 2
                ? parts[1]
                : throw new CommandException(
                    $"failed to parse custom headers from DOCKER_CUSTOM_HEADERS environment variable: missing value for header \"{parts[0]}\"");
        }

        return pairs;
    }
}
