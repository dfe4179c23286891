using System.Text;

namespace Berth.Cli.Formatting;

/// <summary>Aligns lines of tab-separated cells: columns at least ten wide, three spaces between, the last one not padded.</summary>
internal static class Table
{
    private const int MinimumWidth = 10;
    private const int Padding = 3;

    public static string Align(IReadOnlyList<string> lines)
    {
        var rows = lines.Select(line => line.Split('\t')).ToList();
        var widths = new List<int>();
        foreach (var row in rows)
        {
            for (var column = 0; column < row.Length - 1; column++)
            {
                if (column == widths.Count)
                {
                    widths.Add(MinimumWidth);
                }

                widths[column] = Math.Max(widths[column], Length(row[column]) + Padding);
            }
        }

        var text = new StringBuilder();
        foreach (var row in rows)
        {
            for (var column = 0; column < row.Length - 1; column++)
            {
                text.Append(row[column]).Append(' ', widths[column] - Length(row[column]));
            }

            text.Append(row[^1]).Append('\n');
        }

        return text.ToString();
    }

    private static int Length(string cell) => cell.EnumerateRunes().Count();
}
