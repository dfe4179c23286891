namespace Berth.Engine.Configuration;

/// <summary>What was given for one option: one item, or several for lists and maps (<c>KEY=VALUE</c>).</summary>
internal sealed record OptionValue(IReadOnlyList<string> Items)
{
    public string Last => Items[^1];

    public bool IsTrue => Last == "true";

    /// <summary>As Go prints it in a message: <c>/var/lib/x</c>, or <c>[a b]</c> for a list.</summary>
    public string Show(DaemonOptionKind kind) => kind switch
    {
        DaemonOptionKind.List or DaemonOptionKind.Pools => $"[{string.Join(' ', Items)}]",
        DaemonOptionKind.Map or DaemonOptionKind.Mirrors => $"map[{string.Join(' ', Items.Select(i => ReplaceFirst(i)))}]",
        _ => Last,
    };

    private static string ReplaceFirst(string item)
    {
        int at = item.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? item : $"{item[..at]}:{item[(at + 1)..]}";
    }
}
