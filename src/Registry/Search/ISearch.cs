using Berth.Registry.Metadata;

namespace Berth.Registry.Search;

/// <summary>Finds repositories by words of their names and descriptions.</summary>
internal interface ISearch
{
    /// <summary>What the viewer may pull and what matches, the best first.</summary>
    SearchPage Search(Viewer viewer, string text, int skip, int count);
}
