namespace Berth.Conformance.Shapes;

/// <summary>
/// Shapes of answers by version of the API, as a text file: a line for each resource, path and type, and the versions that have it,
/// <c>images [].VirtualSize number 1.24-1.43</c>.
/// </summary>
internal sealed class ShapeTable
{
    private readonly SortedDictionary<string, SortedSet<int>> _lines = new(StringComparer.Ordinal);

    /// <summary>Lines as they are in the file, without the versions.</summary>
    public IEnumerable<string> Lines => _lines.Keys;

    /// <summary>Minor versions that have a line.</summary>
    public IReadOnlySet<int> Versions(string line) => _lines.TryGetValue(line, out SortedSet<int>? versions) ? versions : new SortedSet<int>();

    public void Add(string resource, int version, IEnumerable<string> shape)
    {
        foreach (string line in shape)
        {
            Add($"{resource} {line}", version);
        }
    }

    public static ShapeTable Read(string path)
    {
        var table = new ShapeTable();
        foreach (string line in File.ReadLines(path).Where(l => l.Length > 0 && l[0] != '#'))
        {
            int space = line.LastIndexOf(' ');
            foreach (string range in line[(space + 1)..].Split(','))
            {
                int[] ends = [.. range.Split('-').Select(v => int.Parse(v[2..], System.Globalization.CultureInfo.InvariantCulture))];
                for (int version = ends[0]; version <= ends[^1]; version++)
                {
                    table.Add(line[..space], version);
                }
            }
        }

        return table;
    }

    public void Write(string path, string comment) =>
        File.WriteAllLines(path, [$"# {comment}", .. _lines.Select(line => $"{line.Key} {Ranges(line.Value)}")]);

    /// <summary><c>1.24-1.41,1.44</c>.</summary>
    public static string Ranges(IEnumerable<int> versions)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (int version in versions)
        {
            if (ranges.Count > 0 && ranges[^1].Last == version - 1)
            {
                ranges[^1] = (ranges[^1].First, version);
            }
            else
            {
                ranges.Add((version, version));
            }
        }

        return string.Join(',', ranges.Select(r => r.First == r.Last ? $"1.{r.First}" : $"1.{r.First}-1.{r.Last}"));
    }

    private void Add(string line, int version)
    {
        if (!_lines.TryGetValue(line, out SortedSet<int>? versions))
        {
            _lines[line] = versions = [];
        }

        versions.Add(version);
    }
}
