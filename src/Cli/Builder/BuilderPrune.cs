using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;
using Berth.Cli.Pruning;

namespace Berth.Cli.Builder;

/// <summary><c>builder prune</c>: removes what a builder keeps.</summary>
internal static class BuilderPrune
{
    public static Command Define()
    {
        var all = new SwitchFlag("all", 'a', "Remove what images still use, too");
        var filters = FilterSpec.Flag(shorthand: null, "Remove only what fits a condition (until=24h)");
        var force = new SwitchFlag("force", 'f', "Do not ask");
        var keep = new ParsedFlag<long>("keep-storage", null, "bytes", "Disk space that the cache may keep", HumanSize.ParseBytes, 0);
        return new Command("prune", "Remove the build cache")
        {
            Flags = [all, filters, force, keep],
            Run = (context, _) => Prune.Run(
                context,
                force.Value,
                all.Value ? "WARNING! This will remove all build cache." : "WARNING! This will remove all dangling build cache.",
                () => Prune.BuildCache(context.Client, all.Value, keep.IsSet ? keep.Value : null, PruneFilters.Of(context, filters.Values)),
                separator: " "),
        };
    }
}
