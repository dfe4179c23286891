namespace Berth.Cli.CommandLine;

/// <summary>Values that add up over several uses, and of which one use may give several: <c>--subnet A,B --subnet C</c>.</summary>
internal sealed class SliceFlag(string name, string usage) : Flag(name, null, "strings", usage)
{
    private readonly List<string> _values = [];

    public IReadOnlyList<string> Values => _values;

    protected override void Accept(string value)
    {
        if (value.Length > 0)
        {
            _values.AddRange(CsvLine.Split(value));
        }
    }
}
