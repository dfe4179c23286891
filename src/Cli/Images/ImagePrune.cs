using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;
using Berth.Cli.Pruning;

namespace Berth.Cli.Images;

/// <summary><c>image prune</c>: removes images that nothing names, or that no container uses.</summary>
internal static class ImagePrune
{
    public static Command Define()
    {
        var all = new SwitchFlag("all", 'a', "Remove all images that no container uses");
        var filters = FilterSpec.Flag(shorthand: null, "Remove only what fits a condition (until=TIME)");
        var force = new SwitchFlag("force", 'f', "Do not ask");
        return new Command("prune", "Remove unused images")
        {
            Flags = [all, filters, force],
            Run = (context, _) => Prune.Run(
                context,
                force.Value,
                all.Value
                    ? "WARNING! This will remove all images without at least one container associated to them."
                    : "WARNING! This will remove all dangling images.",
                () => Prune.Images(context.Client, all.Value, PruneFilters.Of(context, filters.Values))),
        };
    }
}
