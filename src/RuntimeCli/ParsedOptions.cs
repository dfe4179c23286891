using System.Globalization;
using Berth.Runtime;

namespace Berth.RuntimeCli;

/// <summary>The options and operands of one call.</summary>
internal sealed class ParsedOptions(Dictionary<string, List<string>> values, List<string> operands)
{
    public IReadOnlyList<string> Operands => operands;

    public bool Has(string name) => values.TryGetValue(name, out List<string>? list) && list[^1] is not "false";

    public string? Get(string name) => values.TryGetValue(name, out List<string>? list) ? list[^1] : null;

    public IReadOnlyList<string> All(string name) => values.TryGetValue(name, out List<string>? list) ? list : [];

    /// <summary>A count, 0 when not given.</summary>
    public int Count(string name) => Get(name) is not string text
        ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new RuntimeException($"invalid value \"{text}\" for flag --{name}");

    /// <summary>The operand that every verb about a container has.</summary>
    public string ContainerId(int most = 1)
    {
        if (operands.Count == 0)
        {
            throw new RuntimeException("container id cannot be empty");
        }

        return operands.Count <= most ? operands[0] : throw new RuntimeException($"unexpected argument: {operands[most]}");
    }
}
