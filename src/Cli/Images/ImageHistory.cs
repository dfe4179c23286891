using System.Globalization;
using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;
using Berth.EngineApi.Images;

namespace Berth.Cli.Images;

/// <summary><c>history</c>: shows how an image was made.</summary>
internal sealed class ImageHistory
{
    private readonly TextFlag _format = FormatFlag.Define(shorthand: null);
    private readonly SwitchFlag _human = new("human", 'H', "Print sizes and times for people", initial: true);
    private readonly SwitchFlag _noTrunc = new("no-trunc", null, "Do not shorten the output");
    private readonly TextFlag _platform = new("platform", null, "Show the image for a platform, such as linux/arm64");
    private readonly SwitchFlag _quiet = new("quiet", 'q', "Print only IDs");

    public static Command Define()
    {
        var history = new ImageHistory();
        return new Command("history", "Show the history of an image")
        {
            Forms = ["image history", "history"],
            Operands = "IMAGE",
            Arity = Arity.Exactly(1),
            Flags = [history._format, history._human, history._noTrunc, history._platform, history._quiet],
            Run = history.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        var items = context.Client.ImageHistory(operands[0], PlatformFlag.ToJson(_platform.Value));
        var format = _format.Value.Length > 0 && _format.Value != "table" ? _format.Value
            : _quiet.Value ? "{{.ID}}"
            : @"table {{.ID}}\t" + (_human.Value ? "{{.CreatedSince}}" : "{{.CreatedAt}}") + @"\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}";
        FormatFlag.Write(context, new Listing<ImageHistoryItem>("*image.historyContext", Columns(context.Time)), format, items);
        return 0;
    }

    private IReadOnlyList<Column<ImageHistoryItem>> Columns(TimeProvider time) =>
    [
        new("Comment", "COMMENT", item => item.Comment),
        new("CreatedAt", "CREATED AT", CreatedAt),
        new("CreatedBy", "CREATED BY", CreatedBy),
        new("CreatedSince", "CREATED", item => item.Created <= 0 ? "N/A" : HumanTime.Ago(item.Created, time)),
        new("ID", "IMAGE", item => _noTrunc.Value ? item.Id : Ellipsis.ShortId(item.Id)),
        new("Size", "SIZE", item => _human.Value ? HumanSize.Decimal(item.Size) : item.Size.ToString(CultureInfo.InvariantCulture)),
    ];

    private static string CreatedAt(ImageHistoryItem item) => item.Created <= 0
        ? ""
        : DateTimeOffset.FromUnixTimeSeconds(item.Created).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private string CreatedBy(ImageHistoryItem item)
    {
        var text = item.CreatedBy.Replace('\t', ' ');
        return _noTrunc.Value ? text : Ellipsis.Cut(text, 45);
    }
}
