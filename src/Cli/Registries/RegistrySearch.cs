using Berth.Cli.CommandLine;
using Berth.Cli.Credentials;
using Berth.Cli.Formatting;
using Berth.EngineApi.Registries;

namespace Berth.Cli.Registries;

/// <summary><c>search</c>: finds repositories of Docker Hub, or of the registry that the term names.</summary>
internal sealed class RegistrySearch
{
    private const int DescriptionWidth = 45;

    private readonly ParsedListFlag<KeyValuePair<string, string>> _filters = FilterSpec.Flag('f', "Show only what fits a condition");
    private readonly TextFlag _format = FormatFlag.Define(shorthand: null);
    private readonly NumberFlag _limit = new("limit", null, "How many results to ask for, 1 to 100");
    private readonly SwitchFlag _noTrunc = new("no-trunc", null, "Do not shorten the output");

    public static Command Define()
    {
        var search = new RegistrySearch();
        return new Command("search", "Search Docker Hub or a registry for images")
        {
            Operands = "TERM",
            Arity = Arity.Exactly(1),
            Flags = [search._filters, search._format, search._limit, search._noTrunc],
            Run = search.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        if (_filters.Values.Any(filter => filter.Key == "is-automated"))
        {
            context.Error.WriteLine(
                "WARNING: the \"is-automated\" filter is deprecated, and searching for \"is-automated=true\" will not yield any results in future.");
        }

        var limit = _limit.Given is > 0 ? _limit.Given : null;
        var found = context.Client.SearchImages(operands[0], limit, FilterSpec.ToFilters(_filters.Values), Credentials(context, operands[0]));
        FormatFlag.Write(context, new Listing<ImageSearchItem>("*registry.searchContext", Columns()), Format(), found);
        return 0;
    }

    // A search without credentials finds what is public, so a helper that fails does not stop it.
    private static string Credentials(CliContext context, string term)
    {
        try
        {
            return RegistryAuth.HeaderFor(context, RegistryKey.OfSearchTerm(term));
        }
        catch (CredentialException)
        {
            return RegistryAuth.ToAuthConfig(null).ToHeader();
        }
    }

    private string Format() => _format.Value is "" or "table"
        ? @"table {{.Name}}\t{{.Description}}\t{{.StarCount}}\t{{.IsOfficial}}"
        : _format.Value;

    private IReadOnlyList<Column<ImageSearchItem>> Columns() =>
    [
        new("Description", "DESCRIPTION", Description),
        new("IsOfficial", "OFFICIAL", item => Mark(item.IsOfficial)) { Json = item => Word(item.IsOfficial) },
        new("Name", "NAME", item => item.Name),
        new("StarCount", "STARS", item => $"{item.StarCount}"),
    ];

    private string Description(ImageSearchItem item)
    {
        var line = item.Description.Replace('\n', ' ').Replace('\r', ' ');
        return _noTrunc.Value ? line : Ellipsis.Cut(line, DescriptionWidth);
    }

    private static string Mark(bool value) => value ? "[OK]" : "";

    private static string Word(bool value) => value ? "true" : "false";
}
