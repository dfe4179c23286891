using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;

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
            Run = (context, _) =>
            {
                if (!force.Value && !Confirmation.Ask(context, "WARNING! This will remove all stopped containers."))
                {
                    return 1;
                }

                var report = context.Client.PruneContainers(FilterSpec.ToFilters(filters.Values));
                if (report.ContainersDeleted is { Count: > 0 } deleted)
                {
                    context.Out.WriteLine("Deleted Containers:");
                    foreach (var id in deleted)
                    {
                        context.Out.WriteLine(id);
                    }

                    context.Out.WriteLine();
                }

                context.Out.WriteLine("Total reclaimed space: " + HumanSize.Decimal(report.SpaceReclaimed, 4));
                return 0;
            },
        };
    }
}
