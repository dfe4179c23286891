namespace Berth.Registry.Web;

/// <summary>On to another page of ours, with GET.</summary>
/// <param name="Path">Begins with a slash.</param>
internal sealed record RedirectAnswer(string Path) : Answer
{
    /// <summary>A language that was chosen.</summary>
    public string? Language { get; init; }
}
