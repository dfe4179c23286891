using System.Globalization;

namespace Berth.RuntimeCli;

/// <summary>The options and operands of one call.</summary>
internal sealed class ParsedOptions(Dictionary<string, List<string>> values, List<string> operands)
{
    public IReadOnlyList<string> Operands => operands;

    public bool Has(string name) => values.TryGetValue(name, out List<string>? list) && Boolean(list[^1]) == true;

    public string? Get(string name) => values.TryGetValue(name, out List<string>? list) ? list[^1] : null;

    public IReadOnlyList<string> All(string name) => values.TryGetValue(name, out List<string>? list) ? list : [];

    /// <summary>A count, 0 when not given.</summary>
    public int Count(string name) => Get(name) is not string text
        ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new UsageException($"invalid value \"{text}\" for flag -{name}: parse error");

    /// <summary>The operand that every verb about a container has, the first one.</summary>
    /// <param name="most">How many operands there may be.</param>
    public string ContainerId(int most = 1)
    {
        Require(1, most);
        return operands[0].Length > 0 ? operands[0] : throw new Berth.Runtime.RuntimeException("container id cannot be empty");
    }

    /// <exception cref="UsageException">There are fewer or more operands.</exception>
    public void Require(int least, int most)
    {
        if (operands.Count >= least && operands.Count <= most)
        {
            return;
        }

        string limit = least == most ? $"exactly {least}" : operands.Count < least ? $"a minimum of {least}" : $"a maximum of {most}";
        throw new UsageException($"requires {limit} argument(s)") { IsAboutVerb = true };
    }

    /// <summary>As Go reads one; null for what is none.</summary>
    public static bool? Boolean(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => null,
    };
}
