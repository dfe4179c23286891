using System.Globalization;

namespace Berth.Engine.Specs;

/// <summary>Lists of CPUs or memory nodes: <c>0-3,8</c> (cpuset(7), "List format").</summary>
internal static class NumberList
{
    /// <summary>More than any machine has; a bound for what a request can make us count.</summary>
    private const int Maximum = 8192;

    /// <summary>The numbers; null where the text is no list.</summary>
    public static HashSet<int>? TryParse(string text)
    {
        var numbers = new HashSet<int>();
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !TryNumber(ends[0], out int first) || !TryNumber(ends[^1], out int last) || first > last)
            {
                return null;
            }

            numbers.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return numbers;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < Maximum;
}
