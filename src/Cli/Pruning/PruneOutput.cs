namespace Berth.Cli.Pruning;

/// <summary>What a prune of one kind of objects did.</summary>
/// <param name="Title">What stands above the list.</param>
/// <param name="Lines">What went, a line each.</param>
/// <param name="Reclaimed">Bytes that are free now.</param>
internal sealed record PruneOutput(string Title, IReadOnlyList<string> Lines, long Reclaimed)
{
    /// <summary>The list, with an empty line below; nothing where nothing went.</summary>
    public void WriteList(TextWriter output)
    {
        if (Lines.Count == 0)
        {
            return;
        }

        output.WriteLine(Title);
        foreach (var line in Lines)
        {
            output.WriteLine(line);
        }

        output.WriteLine();
    }
}
