using Berth.Cli.Formatting;
using Berth.EngineApi;

namespace Berth.Cli.Pruning;

/// <summary>The filters of a prune: those of the command line, and those of the configuration file that they do not contradict.</summary>
internal static class PruneFilters
{
    public static Filters Of(CliContext context, IEnumerable<KeyValuePair<string, string>> given) =>
        Add(FilterSpec.ToFilters(given), context.Config.PruneFilters);

    /// <summary>A label that the command line wants is not refused by the file, nor the other way round.</summary>
    internal static Filters Add(Filters filters, IEnumerable<string> configured)
    {
        foreach (var parts in configured.Select(text => text.Split('=', 2)).Where(parts => parts.Length == 2))
        {
            var opposite = parts[0] switch { "label" => "label!", "label!" => "label", _ => "" };
            if (opposite.Length == 0 || !filters[opposite].Contains(parts[1]))
            {
                filters.Add(parts[0], parts[1]);
            }
        }

        return filters;
    }
}
