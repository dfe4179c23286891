using System.Globalization;

namespace Berth.Linux;

/// <summary>
/// Places in the code where a process can be told to die, so that tests see what a crash between two steps leaves:
/// <c>BERTH_FAILPOINT=NAME[:N]</c> in its environment kills it, as kill -9 does, when it comes to the place for the Nth time
/// (default 1). Unset, a place costs one comparison. The places are listed in docs/dev/debugging.md.
/// </summary>
public static class Failpoint
{
    public const string Variable = "BERTH_FAILPOINT";

    private static readonly string? s_name;
    private static int s_left;

    static Failpoint()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } setting)
        {
            (s_name, s_left) = Parse(setting);
        }
    }

    /// <summary>Dies here if the process was told to.</summary>
    public static void Hit(string name)
    {
        if (s_name is not null && s_name == name && Interlocked.Decrement(ref s_left) == 0)
        {
            Signals.Kill(Environment.ProcessId, Signals.SIGKILL);
        }
    }

    /// <summary>The place and at which passing of it.</summary>
    /// <exception cref="FormatException">The number is none, or below 1.</exception>
    internal static (string Name, int Pass) Parse(string setting)
    {
        int colon = setting.LastIndexOf(':');
        if (colon < 0)
        {
            return (setting, 1);
        }

        return int.TryParse(setting.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int pass) && pass > 0
            ? (setting[..colon], pass)
            : throw new FormatException($"{Variable}={setting}: expected NAME or NAME:N with N from 1");
    }
}
