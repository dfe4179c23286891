using Berth.Cli.CommandLine;
using Berth.Cli.Containers.Stats;
using Berth.Cli.Formatting;
using Berth.Cli.Templates;
using Berth.EngineApi;

namespace Berth.Cli.Containers;

/// <summary>
/// <c>stats</c>: shows what containers use, again and again. On a terminal each picture is drawn over the one before; elsewhere they follow
/// one another.
/// </summary>
internal sealed class ContainerStatistics
{
    private const string DefaultFormat =
        @"table {{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}";

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    private readonly SwitchFlag _all = new("all", 'a', "Show all containers (default shows just running)");
    private readonly TextFlag _format = FormatFlag.Define(shorthand: null);
    private string _chosenFormat = "";
    private readonly SwitchFlag _noStream = new("no-stream", null, "Show once and end");
    private readonly SwitchFlag _noTrunc = new("no-trunc", null, "Do not shorten the output");
    private readonly object _gate = new();
    private readonly List<StatsCollector> _collectors = [];

    public static Command Define()
    {
        var stats = new ContainerStatistics();
        return new Command("stats", "Display a live stream of container(s) resource usage statistics")
        {
            Forms = ["container stats", "stats"],
            Operands = "[CONTAINER...]",
            Arity = Arity.Any,
            Flags = [stats._all, stats._format, stats._noStream, stats._noTrunc],
            Run = stats.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        var listing = StatsColumns.Listing(_noTrunc.Value);
        _chosenFormat = context.Format(_format, "statsFormat", quiet: false);
        var isEverything = operands.Count == 0;

        // The client is made here, before several threads want it.
        _ = context.Client;
        Collect(context, isEverything ? Containers(context) : operands);
        AwaitFirst(isEverything);
        if (_noStream.Value)
        {
            context.Out.Write(Picture(listing));
            return 0;
        }

        while (isEverything || _collectors.Exists(collector => !collector.HasEnded))
        {
            Draw(context, Picture(listing));
            Await();
            if (isEverything)
            {
                Follow(context);
            }
        }

        return 0;
    }

    /// <summary>Every container has something to show before the first picture.</summary>
    /// <exception cref="CommandException">One that the user named is not there.</exception>
    private void AwaitFirst(bool isEverything)
    {
        while (_collectors.Exists(collector => !collector.HasBegun))
        {
            Await();
        }

        var errors = _collectors.Select(collector => collector.Error).OfType<string>().ToList();
        if (!isEverything && errors.Count > 0)
        {
            throw new CommandException(string.Join('\n', errors));
        }
    }

    private void Collect(CliContext context, IEnumerable<string> containers)
    {
        foreach (var container in containers)
        {
            var collector = new StatsCollector(context, container, Announce);
            _collectors.Add(collector);
            collector.Start(!_noStream.Value);
        }
    }

    private void Announce()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Until a collector has something new, or it is time to look anyway.</summary>
    private void Await()
    {
        lock (_gate)
        {
            Monitor.Wait(_gate, s_interval);
        }
    }

    /// <summary>Containers come and go.</summary>
    private void Follow(CliContext context)
    {
        var now = Containers(context);
        foreach (var gone in _collectors.Where(collector => !now.Contains(collector.Container)).ToList())
        {
            gone.Stop();
            _collectors.Remove(gone);
        }

        Collect(context, now.Where(id => !_collectors.Exists(collector => collector.Container == id)).ToList());
    }

    private List<string> Containers(CliContext context) =>
        [.. context.Client.ListContainers(_all.Value, limit: null, size: false, new Filters()).Select(container => Ellipsis.ShortId(container.Id))];

    private string Picture(Listing<StatsRow> listing)
    {
        using var text = new StringWriter { NewLine = "\n" };
        try
        {
            listing.Write(text, _chosenFormat is "" or "table" ? DefaultFormat : _chosenFormat, _collectors.Select(collector => collector.Row));
        }
        catch (TemplateException e)
        {
            throw new CommandException("template parsing error: " + e.Message);
        }

        return text.ToString();
    }

    private static void Draw(CliContext context, string picture)
    {
        // Home; each line to its end, since the old one may be longer; then what is below.
        context.Out.Write(context.Terminal.IsOutput ? $"\e[H{picture.Replace("\n", "\e[K\n", StringComparison.Ordinal)}\e[J" : picture);
        context.Out.Flush();
    }
}
