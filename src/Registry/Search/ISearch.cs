using Berth.Registry.Metadata;

namespace Berth.Registry.Search;

/// <summary>Finds repositories by words of their names and descriptions.</summary>
internal interface ISearch
{
    /// <summary>What the viewer may pull and what has all the words, the best first; any text is a search, an empty one finds everything.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="text">Words.</param>
    /// <param name="skip">Results before the page, at most 10,000.</param>
    /// <param name="count">Results of the page, at most 100.</param>
    SearchPage Search(Viewer viewer, string text, int skip, int count);
}
