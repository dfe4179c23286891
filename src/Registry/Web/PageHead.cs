namespace Berth.Registry.Web;

/// <summary>What a page says of itself.</summary>
/// <param name="Title">Without the registry's name.</param>
internal sealed record PageHead(string Title)
{
    /// <summary>What was searched for, to be seen in the field again.</summary>
    public string Query { get; init; } = "";

    /// <summary>False where the page has a field for searching itself.</summary>
    public bool HasSearch { get; init; } = true;
}
