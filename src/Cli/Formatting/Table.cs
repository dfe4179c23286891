using System.Text;

namespace Berth.Cli.Formatting;

/// <summary>
/// Aligns lines of tab-separated cells: columns at least ten wide, three spaces between, the last cell of a line not padded. A column is
/// as wide as its widest cell in lines that follow one another and have it.
/// </summary>
internal static class Table
{
    private const int UsualWidth = 10;
    private const int Padding = 3;

    /// <param name="text">Lines, each ended by a line feed.</param>
    /// <param name="minimumWidth">Of a column, in characters.</param>
    public static string Align(string text, int minimumWidth = UsualWidth)
    {
        var lines = text.Split('\n').Select(line => line.Split('\t')).ToList();
        var aligned = new StringBuilder();
        var widths = lines.Select(line => new int[line.Length - 1]).ToList();
        for (var column = 0; widths.Exists(line => line.Length > column); column++)
        {
            Measure(lines, widths, column, minimumWidth);
        }

        for (var i = 0; i < lines.Count; i++)
        {
            for (var column = 0; column < widths[i].Length; column++)
            {
                aligned.Append(lines[i][column]).Append(' ', widths[i][column] - Width(lines[i][column]));
            }

            aligned.Append(lines[i][^1]).Append(i < lines.Count - 1 ? "\n" : "");
        }

        return aligned.ToString();
    }

    private static void Measure(List<string[]> lines, List<int[]> widths, int column, int minimumWidth)
    {
        for (var first = 0; first < lines.Count; first++)
        {
            var last = first;
            var width = minimumWidth;
            for (; last < lines.Count && widths[last].Length > column; last++)
            {
                width = Math.Max(width, Width(lines[last][column]) + Padding);
            }

            for (; first < last; first++)
            {
                widths[first][column] = width;
            }
        }
    }

    private static int Width(string cell) => cell.EnumerateRunes().Sum(CharacterWidth.Of);
}
