using System.Globalization;
using System.Text;
using Berth.Registry.Metadata;
using Berth.Registry.Metadata.Sqlite;
using Berth.Registry.Naming;
using Microsoft.Data.Sqlite;

namespace Berth.Registry.Search;

/// <summary>Search by the index of <see cref="SearchSchema"/>.</summary>
internal sealed class SqliteSearch(RegistryDatabase database) : ISearch
{
    /// <summary>Results before a page, at most: nobody reads that far.</summary>
    private const int LargestSkip = 10_000;

    private const int LargestCount = 100;

    /// <summary>Larger than every character.</summary>
    private const string AfterAll = "\U0010FFFF";

    /// <summary>A text for each number of short words, with and without long ones: few enough to keep prepared.</summary>
    private static readonly string[] s_statements =
        [.. Enumerable.Range(0, 2 * (SearchQuery.MostWords + 1)).Select(static i => Statement(hasMatch: i % 2 == 1, shortWords: i / 2))];

    public SearchPage Search(Viewer viewer, string text, int skip, int count)
    {
        SearchQuery query = SearchQuery.Parse(text);
        var parameters = new List<(string, object?)>
        {
            ("$text", query.Text),
            ("$all", viewer.SeesEverything ? 1 : 0),
            ("$viewer", viewer.User),
            ("$skip", Math.Clamp(skip, 0, LargestSkip)),
            ("$count", Math.Clamp(count, 0, LargestCount)),
        };
        if (query.Match is not null)
        {
            parameters.Add(("$match", query.Match));
        }

        for (int i = 0; i < query.ShortWords.Count; i++)
        {
            parameters.Add((Number("$from", i), query.ShortWords[i]));
            parameters.Add((Number("$to", i), query.ShortWords[i] + AfterAll));
        }

        string statement = s_statements[(query.ShortWords.Count * 2) + (query.Match is null ? 0 : 1)];
        long total = 0;
        List<RepositoryRecord> rows = database.Read(session => session.Query(
            statement,
            row =>
            {
                total = row.GetInt64(8);
                return Record(row);
            },
            parameters.ToArray()));
        return new SearchPage(total, rows);
    }

    /// <summary>
    /// Ranked: (0) the name itself, (1) a name that ends with it after its namespace, (2) one with a component that begins with it, (3) one that holds it, (4) the rest;
    /// in each the most starred, then the most pulled. Repositories without a manifest are not there for anyone.
    /// </summary>
    private static string Statement(bool hasMatch, int shortWords)
    {
        var conditions = new StringBuilder();
        if (hasMatch)
        {
            conditions.Append("r.id IN (SELECT rowid FROM repository_search WHERE repository_search MATCH $match) AND ");
        }

        for (int i = 0; i < shortWords; i++)
        {
            conditions.Append($"r.id IN (SELECT doc FROM repository_terms WHERE term >= {Number("$from", i)} AND term < {Number("$to", i)}) AND ");
        }

        return $"""
            SELECT r.id, r.name, r.is_public, r.summary, r.created_at, r.pushed_at, r.pulls,
                   (SELECT COUNT(*) FROM stars s WHERE s.repository = r.id) AS stars, COUNT(*) OVER ()
            FROM repositories r
            WHERE {conditions}EXISTS(SELECT 1 FROM manifests m WHERE m.repository = r.id) AND ($all = 1 OR {RegistrySchema.VisibleToViewer})
            ORDER BY CASE WHEN r.name = $text THEN 0
                          WHEN substr(r.name, -length($text) - 1) = '/' || $text THEN 1
                          WHEN substr(r.name, 1, length($text)) = $text OR instr(r.name, '/' || $text) > 0 THEN 2
                          WHEN instr(r.name, $text) > 0 THEN 3
                          ELSE 4 END,
                     stars DESC, r.pulls DESC, r.name
            LIMIT $count OFFSET $skip
            """;
    }

    private static string Number(string name, int number) => name + number.ToString(CultureInfo.InvariantCulture);

    private static RepositoryRecord Record(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Name = RepositoryName.Parse(row.GetString(1)),
        IsPublic = row.GetInt64(2) != 0,
        Summary = row.GetString(3),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
        PushedAt = row.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
        Pulls = row.GetInt64(6),
        Stars = row.GetInt64(7),
    };
}
