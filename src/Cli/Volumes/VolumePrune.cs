using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;
using Berth.Cli.Pruning;

namespace Berth.Cli.Volumes;

/// <summary><c>volume prune</c>: removes volumes that no container mounts.</summary>
internal static class VolumePrune
{
    public static Command Define()
    {
        var all = new SwitchFlag("all", 'a', "Remove volumes that have a name, too");
        var filters = FilterSpec.Flag(shorthand: null, "Remove only what fits a condition (label=LABEL)");
        var force = new SwitchFlag("force", 'f', "Do not ask");
        return new Command("prune", "Remove volumes that no container uses")
        {
            Flags = [all, filters, force],
            Run = (context, _) =>
            {
                var wanted = PruneFilters.Of(context, filters.Values);
                if (all.Value)
                {
                    if (wanted["all"] is [var other, ..])
                    {
                        throw new CommandException($"conflicting options: cannot specify both --all and --filter all={other}");
                    }

                    wanted.Add("all", "true");
                }

                return Prune.Run(
                    context,
                    force.Value,
                    wanted["all"] is ["true" or "1"]
                        ? "WARNING! This will remove all local volumes not used by at least one container."
                        : "WARNING! This will remove anonymous local volumes not used by at least one container.",
                    () => Prune.Volumes(context.Client, wanted));
            },
        };
    }
}
