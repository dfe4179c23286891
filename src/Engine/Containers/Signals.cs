using System.Globalization;
using Berth.Engine.Errors;

namespace Berth.Engine.Containers;

/// <summary>Signals by name and number (signal(7)), as x86-64 and arm64 number them.</summary>
internal static class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;

    private const int FirstRealTime = 34;
    private const int LastRealTime = 64;

    private static readonly Dictionary<string, int> s_numbers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["HUP"] = 1, ["INT"] = 2, ["QUIT"] = 3, ["ILL"] = 4, ["TRAP"] = 5, ["ABRT"] = 6, ["IOT"] = 6, ["BUS"] = 7, ["FPE"] = 8,
        ["KILL"] = Kill, ["USR1"] = 10, ["SEGV"] = 11, ["USR2"] = 12, ["PIPE"] = 13, ["ALRM"] = 14, ["TERM"] = Terminate,
        ["STKFLT"] = 16, ["CHLD"] = 17, ["CLD"] = 17, ["CONT"] = 18, ["STOP"] = 19, ["TSTP"] = 20, ["TTIN"] = 21, ["TTOU"] = 22,
        ["URG"] = 23, ["XCPU"] = 24, ["XFSZ"] = 25, ["VTALRM"] = 26, ["PROF"] = 27, ["WINCH"] = 28, ["IO"] = 29, ["POLL"] = 29,
        ["PWR"] = 30, ["SYS"] = 31, ["RTMIN"] = FirstRealTime, ["RTMAX"] = LastRealTime,
    };

    /// <summary>Reads <c>9</c>, <c>KILL</c>, <c>SIGKILL</c>, <c>SIGRTMIN+3</c>.</summary>
    /// <exception cref="InvalidParameterException">There is no such signal.</exception>
    public static int Parse(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number switch
            {
                0 => throw Invalid(text),
                <= LastRealTime => number,
                _ => throw new InvalidParameterException($"the linux daemon does not support signal {number}"),
            };
        }

        string name = text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text;
        return s_numbers.TryGetValue(name, out number) || TryRealTime(name, out number) ? number : throw Invalid(text);
    }

    private static bool TryRealTime(string name, out int number)
    {
        number = 0;
        int sign = name.IndexOfAny(['+', '-']);
        if (sign < 0 || !int.TryParse(name.AsSpan(sign + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int offset))
        {
            return false;
        }

        number = name[..(sign + 1)].ToUpperInvariant() switch
        {
            "RTMIN+" => FirstRealTime + offset,
            "RTMAX-" => LastRealTime - offset,
            _ => 0,
        };
        return number is >= FirstRealTime and <= LastRealTime;
    }

    private static InvalidParameterException Invalid(string text) => new($"invalid signal: {text}");
}
