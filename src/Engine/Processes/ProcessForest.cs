namespace Berth.Engine.Processes;

/// <summary>
/// Processes below their parents, as ps(1) draws them: <c> \_ </c> before a command, <c> |  </c> where more children of an ancestor
/// follow. One whose parent is not in the list is a root. However deep they are, 60 generations are drawn.
/// </summary>
internal static class ProcessForest
{
    private const int MostGenerations = 60;

    /// <summary>Children keep the order that they have among themselves.</summary>
    public static IReadOnlyList<ProcessRow> Of(IReadOnlyList<ProcessSnapshot> processes, ForestDisplay display)
    {
        HashSet<int> known = [.. processes.Select(static p => p.Pid)];
        ILookup<int, ProcessSnapshot> children = processes.Where(p => IsChild(p, known)).ToLookup(static p => p.Parent);
        var rows = new List<ProcessRow>(processes.Count);
        var rest = new Stack<Place>(processes.Where(p => !IsChild(p, known)).Reverse().Select(static p => new Place(p, "", 0, HasSiblings: false)));
        while (rest.TryPop(out Place? place))
        {
            rows.Add(new ProcessRow(place.Process, Branch: Branch(place, display)));
            string below = Below(place, display);
            bool hasSiblings = false;
            foreach (ProcessSnapshot child in children[place.Process.Pid].Reverse())
            {
                rest.Push(new Place(child, below, place.Generation + 1, hasSiblings));
                hasSiblings = true;
            }
        }

        // The numbers were read one after the other: two that name each other as parents hang below no root.
        HashSet<int> shown = [.. rows.Select(static r => r.Process.Pid)];
        rows.AddRange(processes.Where(p => !shown.Contains(p.Pid)).Select(static p => new ProcessRow(p)));
        return rows;
    }

    private static bool IsChild(ProcessSnapshot process, HashSet<int> known) => process.Parent != process.Pid && known.Contains(process.Parent);

    private static string Branch(Place place, ForestDisplay display) => place.Generation == 0
        ? ""
        : display == ForestDisplay.Indented ? new string(' ', 2 * Math.Min(place.Generation, MostGenerations)) : place.Above + " \\_ ";

    // What stands before the branches of its children.
    private static string Below(Place place, ForestDisplay display) => place.Generation == 0 || place.Generation >= MostGenerations || display == ForestDisplay.Indented
        ? place.Above
        : place.Above + (place.HasSiblings ? " |  " : "    ");

    private sealed record Place(ProcessSnapshot Process, string Above, int Generation, bool HasSiblings);
}
