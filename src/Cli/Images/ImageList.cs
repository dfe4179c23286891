using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;
using Berth.EngineApi.Images;

namespace Berth.Cli.Images;

/// <summary><c>images</c>: lists images, a row for each name.</summary>
internal sealed class ImageList
{
    private readonly SwitchFlag _all = new("all", 'a', "Show intermediate images too");
    private readonly SwitchFlag _digests = new("digests", null, "Show digests");
    private readonly ParsedListFlag<KeyValuePair<string, string>> _filters = FilterSpec.Flag('f', "Show only what fits a condition");
    private readonly TextFlag _format = FormatFlag.Define(shorthand: null);
    private readonly SwitchFlag _noTrunc = new("no-trunc", null, "Do not shorten the output");
    private readonly SwitchFlag _quiet = new("quiet", 'q', "Print only IDs");
    private readonly RefusedFlag _tree = new(
        "tree", null, "", "List the platforms of an image", "--tree is not supported: this store has one platform of an image");

    public static Command Define()
    {
        var list = new ImageList();
        return new Command("ls", "List images")
        {
            Aliases = ["list"],
            Forms = ["image ls", "image list", "images"],
            Operands = "[REPOSITORY[:TAG]]",
            Arity = new Arity(0, 1),
            Flags = [list._all, list._digests, list._filters, list._format, list._noTrunc, list._quiet, list._tree],
            Run = list.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        var filters = FilterSpec.ToFilters(_filters.Values);
        if (operands.Count == 1)
        {
            filters.Add("reference", operands[0]);
        }

        var format = Format(context.Format(_format, "imagesFormat", _quiet.Value));
        var showsDigest = _digests.Value || format.Contains("{{.Digest}}", StringComparison.Ordinal);
        var rows = context.Client.ListImages(_all.Value, filters).SelectMany(image => Rows(image, showsDigest));
        FormatFlag.Write(context, ImageColumns.Listing(context.Time, _noTrunc.Value), format, rows);
        return 0;
    }

    private string Format(string format)
    {
        if (format == "raw")
        {
            return _quiet.Value ? "image_id: {{.ID}}" : RawFormat.Image(_digests.Value);
        }

        if (format.Length > 0 && format != "table")
        {
            var isTable = format.StartsWith("table", StringComparison.Ordinal);
            var lacksDigest = !format.Contains("{{.Digest}}", StringComparison.Ordinal);
            return format + (isTable && _digests.Value && lacksDigest ? @"\t{{.Digest}}" : "");
        }

        return (_quiet.Value, _digests.Value) switch
        {
            (true, _) => "{{.ID}}",
            (_, true) => @"table {{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}",
            _ => @"table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}",
        };
    }

    /// <summary>Rows of an image: its tags, with the digest of the same repository beside them, and digests that have no tag.</summary>
    private List<ImageRow> Rows(ImageSummary image, bool showsDigest)
    {
        var tags = (image.RepoTags ?? []).Where(tag => tag != "<none>:<none>").ToList();
        var digests = (image.RepoDigests ?? []).Where(digest => digest != "<none>@<none>").Select(ImageRow.SplitDigest).ToList();
        if (_filters.Values.Any(filter => filter is { Key: "dangling", Value: "true" or "1" }))
        {
            tags.Clear();
        }

        if (tags.Count == 0 && digests.Count == 0)
        {
            return [new ImageRow(image, ImageRow.None, ImageRow.None, ImageRow.None)];
        }

        var rows = new List<ImageRow>();
        foreach (var tag in tags.Select(ImageRow.SplitTag))
        {
            var own = digests.Where(digest => digest.Name == tag.Name).Select(digest => digest.Digest).DefaultIfEmpty(ImageRow.None);
            rows.AddRange((showsDigest ? own : own.Take(1)).Select(digest => new ImageRow(image, tag.Name, tag.Tag, digest)));
        }

        foreach (var digest in digests.Where(digest => tags.Count == 0 || tags.TrueForAll(tag => ImageRow.SplitTag(tag).Name != digest.Name)))
        {
            rows.Add(new ImageRow(image, digest.Name, ImageRow.None, digest.Digest));
        }

        return rows;
    }
}
