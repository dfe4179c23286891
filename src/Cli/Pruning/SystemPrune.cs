using System.Text;
using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;
using Berth.EngineApi;

namespace Berth.Cli.Pruning;

/// <summary><c>system prune</c>: removes everything that nothing uses, kind by kind, and adds up what that gave.</summary>
internal sealed class SystemPrune
{
    private readonly SwitchFlag _all = new("all", 'a', "Remove all images that no container uses, not only those without a name");
    private readonly ParsedListFlag<KeyValuePair<string, string>> _filters =
        FilterSpec.Flag(shorthand: null, "Remove only what fits a condition (label=KEY=VALUE)");

    private readonly SwitchFlag _force = new("force", 'f', "Do not ask");
    private readonly SwitchFlag _volumes = new("volumes", null, "Remove anonymous volumes, too");

    public static Command Define()
    {
        var prune = new SystemPrune();
        return new Command("prune", "Remove everything that nothing uses")
        {
            Flags = [prune._all, prune._filters, prune._force, prune._volumes],
            Run = prune.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        if (_volumes.Value && _filters.Values.Any(filter => filter.Key == "until"))
        {
            throw new CommandException("ERROR: The \"until\" filter is not supported with \"--volumes\"");
        }

        if (!_force.Value && !Confirmation.Ask(context, Warning(Filters(context))))
        {
            return 0;
        }

        long reclaimed = 0;
        foreach (var prune in Steps(context))
        {
            var pruned = prune();
            pruned.WriteList(context.Out);
            context.Out.Flush();
            reclaimed += pruned.Reclaimed;
        }

        Prune.WriteTotal(context.Out, reclaimed);
        return 0;
    }

    // Containers first: what they used is free then.
    private List<Func<PruneOutput>> Steps(CliContext context)
    {
        var client = context.Client;
        List<Func<PruneOutput>> steps =
            [() => Prune.Containers(client, Filters(context)), () => Prune.Networks(client, Filters(context))];
        if (_volumes.Value)
        {
            steps.Add(() => Prune.Volumes(client, Filters(context)));
        }

        steps.Add(() => Prune.Images(client, _all.Value, Filters(context)));
        steps.Add(() => Prune.BuildCache(client, _all.Value, keepStorage: null, Filters(context)));
        return steps;
    }

    private Filters Filters(CliContext context) => PruneFilters.Of(context, _filters.Values);

    private string Warning(Filters filters)
    {
        var text = new StringBuilder("WARNING! This will remove:\n");
        text.Append("  - all stopped containers\n  - all networks not used by at least one container\n");
        text.Append(_volumes.Value ? "  - all anonymous volumes not used by at least one container\n" : "");
        text.Append(_all.Value
            ? "  - all images without at least one container associated to them\n  - all build cache\n"
            : "  - all dangling images\n  - unused build cache\n");
        if (!filters.IsEmpty)
        {
            text.Append("\n  Items to be pruned will be filtered with:\n");
            text.AppendJoin("", filters.Keys.SelectMany(key => filters[key].Select(value => $"  - {key}={value}\n")).Order(StringComparer.Ordinal));
        }

        return text.ToString();
    }
}
