using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;
using Berth.Cli.Pruning;

namespace Berth.Cli.Networks;

/// <summary><c>network prune</c>: removes networks that no container is connected to.</summary>
internal static class NetworkPrune
{
    public static Command Define()
    {
        var filters = FilterSpec.Flag(shorthand: null, "Remove only what fits a condition (until=TIME)");
        var force = new SwitchFlag("force", 'f', "Do not ask");
        return new Command("prune", "Remove networks that no container uses")
        {
            Flags = [filters, force],
            Run = (context, _) =>
            {
                // Networks take no space, so there is no total.
                if (force.Value || Confirmation.Ask(context, "WARNING! This will remove all custom networks not used by at least one container."))
                {
                    Prune.Networks(context.Client, PruneFilters.Of(context, filters.Values)).WriteList(context.Out);
                }

                return 0;
            },
        };
    }
}
