using System.Text;

namespace Berth.Registry.CommandLine;

/// <summary>Rows in columns as wide as their widest cell, three blanks apart, as docker's lists are.</summary>
internal sealed class TextTable(params string[] head)
{
    private const int Gap = 3;

    private readonly List<string[]> _rows = [head];

    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        int[] widths = [.. Enumerable.Range(0, _rows[0].Length).Select(i => _rows.Max(row => row[i].Length))];
        var text = new StringBuilder();
        foreach (string[] row in _rows)
        {
            var line = new StringBuilder();
            for (int i = 0; i < row.Length; i++)
            {
                line.Append(row[i].PadRight(widths[i] + Gap));
            }

            text.Append(line.ToString().TrimEnd()).Append('\n');
        }

        return text.ToString();
    }
}
