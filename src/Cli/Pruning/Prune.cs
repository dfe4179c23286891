using Berth.Cli.Formatting;
using Berth.EngineApi;

namespace Berth.Cli.Pruning;

/// <summary>The prune of each kind of objects.</summary>
internal static class Prune
{
    public static PruneOutput Containers(EngineClient client, Filters filters)
    {
        var report = client.PruneContainers(filters);
        return new PruneOutput("Deleted Containers:", report.ContainersDeleted ?? [], report.SpaceReclaimed);
    }

    public static PruneOutput Networks(EngineClient client, Filters filters) =>
        new("Deleted Networks:", client.PruneNetworks(filters).NetworksDeleted ?? [], 0);

    public static PruneOutput Volumes(EngineClient client, Filters filters)
    {
        var report = client.PruneVolumes(filters);
        return new PruneOutput("Deleted Volumes:", report.VolumesDeleted, report.SpaceReclaimed);
    }

    /// <param name="client">The daemon.</param>
    /// <param name="all">Also those that have a name.</param>
    /// <param name="filters">What may go; this adds to them.</param>
    public static PruneOutput Images(EngineClient client, bool all, Filters filters)
    {
        filters.Add("dangling", all ? "false" : "true");
        var report = client.PruneImages(filters);
        var lines = (report.ImagesDeleted ?? [])
            .Select(item => item.Untagged is { Length: > 0 } name ? "untagged: " + name : "deleted: " + item.Deleted).ToList();
        return new PruneOutput("Deleted Images:", lines, report.SpaceReclaimed);
    }

    public static PruneOutput BuildCache(EngineClient client, bool all, long? keepStorage, Filters filters)
    {
        var report = client.PruneBuildCache(all, keepStorage, filters);
        return new PruneOutput("Deleted build cache objects:", report.CachesDeleted ?? [], report.SpaceReclaimed);
    }

    /// <summary>Asks unless told not to, prunes, and says what that gave.</summary>
    /// <returns>The exit code; saying no is no failure.</returns>
    public static int Run(CliContext context, bool force, string warning, Func<PruneOutput> prune, string separator = "\n")
    {
        if (force || Confirmation.Ask(context, warning, separator))
        {
            var pruned = prune();
            pruned.WriteList(context.Out);
            WriteTotal(context.Out, pruned.Reclaimed);
        }

        return 0;
    }

    public static void WriteTotal(TextWriter output, long bytes) => output.WriteLine("Total reclaimed space: " + HumanSize.Decimal(bytes, 4));
}
