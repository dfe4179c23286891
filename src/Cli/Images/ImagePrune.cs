using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;

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
            Run = (context, _) =>
            {
                var warning = all.Value
                    ? "WARNING! This will remove all images without at least one container associated to them."
                    : "WARNING! This will remove all dangling images.";
                if (!force.Value && !Confirmation.Ask(context, warning))
                {
                    return 1;
                }

                var wanted = FilterSpec.ToFilters(filters.Values);
                wanted.Add("dangling", all.Value ? "false" : "true");
                var report = context.Client.PruneImages(wanted);
                if (report.ImagesDeleted is { Count: > 0 } deleted)
                {
                    context.Out.WriteLine("Deleted Images:");
                    foreach (var item in deleted)
                    {
                        context.Out.WriteLine(item.Untagged is { Length: > 0 } ? "untagged: " + item.Untagged : "deleted: " + item.Deleted);
                    }

                    context.Out.WriteLine();
                }

                context.Out.WriteLine("Total reclaimed space: " + HumanSize.Decimal(report.SpaceReclaimed, 4));
                return 0;
            },
        };
    }
}
