namespace Berth.Engine.Processes;

/// <summary>The rows of a list of processes: which, in which order, below which.</summary>
internal static class ProcessRows
{
    /// <param name="pids">The processes.</param>
    /// <param name="asked">What the arguments of ps(1) ask for.</param>
    /// <param name="host">The machine.</param>
    public static IReadOnlyList<ProcessRow> Read(IEnumerable<int> pids, PsRequest asked, ProcessHost host)
    {
        IReadOnlyList<ProcessSnapshot> processes = host.Files.Read(pids.Order());
        if (asked.Threads == ThreadDisplay.InPlace)
        {
            return [.. Sorted(processes.SelectMany(host.Files.ReadThreads)).Select(static p => new ProcessRow(p))];
        }

        ProcessSnapshot[] sorted = [.. Sorted(processes)];
        if (asked.Threads == ThreadDisplay.Below)
        {
            return [.. sorted.SelectMany(p => host.Files.ReadThreads(p)
                .Select(static t => new ProcessRow(t, RowScope.Thread))
                .Prepend(new ProcessRow(p, RowScope.Process)))];
        }

        return asked.Forest == ForestDisplay.None ? [.. sorted.Select(static p => new ProcessRow(p))] : ProcessForest.Of(sorted, asked.Forest);

        IEnumerable<ProcessSnapshot> Sorted(IEnumerable<ProcessSnapshot> some) => ProcessOrder.Sort(some, asked.Order, host);
    }
}
