using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;
using Berth.Cli.Pruning;

namespace Berth.Cli.Containers;

/// <summary><c>container prune</c>: removes all stopped containers.</summary>
internal static class ContainerPrune
{
    public static Command Define()
    {
        var filters = FilterSpec.Flag(shorthand: null, "Remove only what fits a condition (until=TIME)");
        var force = new SwitchFlag("force", 'f', "Do not ask");
        return new Command("prune", "Remove all stopped containers")
        {
            Flags = [filters, force],
            Run = (context, _) => Prune.Run(
                context,
                force.Value,
                "WARNING! This will remove all stopped containers.",
                () => Prune.Containers(context.Client, PruneFilters.Of(context, filters.Values))),
        };
    }
}
