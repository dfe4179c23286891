using Berth.Registry.Metadata;
using Berth.Registry.Web.Html;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>What a search found; without words, everything, the latest first.</summary>
internal static class SearchResultPage
{
    public const int PageSize = 20;

    /// <param name="page">From 1.</param>
    /// <param name="total">How many there are on all pages.</param>
    public static PageAnswer Of(Visit visit, string query, int page, long total, IReadOnlyList<RepositoryRecord> found)
    {
        Words words = visit.Words;
        string title = query.Length == 0 ? words.AllRepositories : words.SearchTitle.With(query.To(60));
        return new PageAnswer(200, new PageHead(title) { Query = query }, html =>
        {
            html.Write($"<h1>{Heading(words, query, total)}</h1>\n");
            if (total == 0 && query.Length > 0)
            {
                html.Write($"<p class=\"lead\">{words.SearchHint}</p>\n");
            }

            RepositoryList.Write(html, visit, found);
            Paging.Write(html, words, page, (total + PageSize - 1) / PageSize, number => Paths.Search(query, number));
        });
    }

    private static string Heading(Words words, string query, long total) => (query.Length, total) switch
    {
        (0, _) => words.AllRepositories,
        (_, 0) => words.SearchNothing.With(query.To(100)),
        (_, 1) => words.SearchResult.With(query.To(100)),
        _ => words.SearchResults.With(Amounts.Count(total), query.To(100)),
    };
}
