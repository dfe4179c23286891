namespace Berth.Images.Checking;

/// <summary>What is wrong, a line each, up to a limit; the last line says how many more there are.</summary>
internal sealed class ProblemList
{
    private const int Most = 20;

    private readonly List<string> _lines = [];
    private long _more;

    public IReadOnlyList<string> Lines => _more == 0 ? _lines : [.. _lines, $"and {_more} more"];

    public void Add(string line)
    {
        if (_lines.Contains(line))
        {
            return;
        }

        if (_lines.Count < Most)
        {
            // Names are an image's own words, and may not reach a terminal as they are.
            _lines.Add(string.Concat(line.Select(static c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)));
        }
        else
        {
            _more++;
        }
    }
}
