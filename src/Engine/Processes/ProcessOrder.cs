using System.Globalization;
using Berth.Engine.Errors;

namespace Berth.Engine.Processes;

/// <summary>A key that ps(1) sorts by: <c>--sort [+|-]key[,…]</c>. Columns of numbers are compared as numbers, starts by the clock, all else as text.</summary>
/// <param name="Column">What is compared.</param>
/// <param name="Descending">The greatest first.</param>
internal sealed record ProcessOrder(ProcessColumn Column, bool Descending)
{
    private const int MostKeys = 32;
    private static readonly string[] s_starts = ["start_time", "stime", "start", "lstart", "bsdstart"];

    /// <exception cref="InvalidParameterException">There is no such key, or there are more than 32.</exception>
    public static IReadOnlyList<ProcessOrder> Parse(string keys)
    {
        string[] words = keys.Split(',', MostKeys + 1);
        return words.Length > MostKeys
            ? throw new InvalidParameterException($"ps: error: more than {MostKeys} sort specifiers")
            : [.. words.Select(Key)];
    }

    /// <summary>The processes in the order of the keys; those that are equal stay as they are.</summary>
    public static IEnumerable<ProcessSnapshot> Sort(IEnumerable<ProcessSnapshot> processes, IReadOnlyList<ProcessOrder> keys, ProcessHost host)
    {
        foreach (ProcessOrder key in keys.Reverse())
        {
            IComparer<ProcessSnapshot> comparer = Comparer<ProcessSnapshot>.Create((a, b) => key.Compare(a, b, host));
            processes = key.Descending ? processes.OrderByDescending(static p => p, comparer) : processes.OrderBy(static p => p, comparer);
        }

        return processes;
    }

    private static ProcessOrder Key(string word)
    {
        bool descending = word.StartsWith('-');
        string name = word.TrimStart('+', '-');
        return ProcessColumns.Find(name) is { } column
            ? new ProcessOrder(column, descending)
            : throw new InvalidParameterException("ps: error: unknown sort specifier");
    }

    private int Compare(ProcessSnapshot a, ProcessSnapshot b, ProcessHost host)
    {
        if (Column.Names.Any(s_starts.Contains))
        {
            return a.StartTicks.CompareTo(b.StartTicks);
        }

        string first = Column.Value(a, host), second = Column.Value(b, host);
        return double.TryParse(first, CultureInfo.InvariantCulture, out double x) && double.TryParse(second, CultureInfo.InvariantCulture, out double y)
            ? x.CompareTo(y)
            : string.CompareOrdinal(first, second);
    }
}
