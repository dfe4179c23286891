using System.Buffers;
using System.Globalization;
using System.Text;
using Berth.Linux;
using Berth.Runtime;
using Berth.Runtime.Statistics;

namespace Berth.RuntimeCli.Verbs;

/// <summary>One compact JSON object a line: statistics every so often, and each time that memory runs out; with <c>--stats</c> one and no more.</summary>
internal static class EventsVerb
{
    private static readonly TimeSpan s_defaultInterval = TimeSpan.FromSeconds(5);

    private static readonly SearchValues<char> s_number = SearchValues.Create("0123456789.");

    // What a number in a duration is followed by, in nanoseconds; the longer names first.
    private static readonly (string Unit, double Nanoseconds)[] s_units =
        [("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9)];

    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        ParsedOptions options = new OptionSet().Flag("stats").Value("interval").Parse(arguments);
        string id = options.ContainerId();
        TimeSpan interval = options.Get("interval") is string text ? Duration(text) : s_defaultInterval;
        if (interval <= TimeSpan.Zero)
        {
            throw new RuntimeException("duration interval must be greater than 0");
        }

        if (options.Has("stats"))
        {
            Write(new RuntimeEvent("stats", id, ContainerVerbs.Statistics(global.Root, id)));
            return 0;
        }

        ContainerVerbs.Events(global.Root, id, interval, Write);
        return 0;
    }

    /// <summary>As Go's durations: <c>100ms</c>, <c>1m30s</c>, <c>1.5s</c>.</summary>
    internal static TimeSpan Duration(string text)
    {
        double nanoseconds = 0;
        string left = text;
        while (left.Length > 0 && left != "0")
        {
            int digits = left.AsSpan().IndexOfAnyExcept(s_number);
            (string unit, double factor) = digits > 0
                ? s_units.FirstOrDefault(u => left.AsSpan(digits).StartsWith(u.Unit, StringComparison.Ordinal))
                : default;
            if (unit is null || !double.TryParse(left.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                throw new RuntimeException($"invalid value \"{text}\" for flag -interval");
            }

            nanoseconds += number * factor;
            left = left[(digits + unit.Length)..];
        }

        return TimeSpan.FromTicks((long)Math.Min(nanoseconds / 100, TimeSpan.MaxValue.Ticks / 2));
    }

    // False once nobody reads any more.
    private static bool Write(RuntimeEvent happened)
    {
        try
        {
            Output.Write(Encoding.UTF8.GetString(RuntimeEventJson.Write(happened)) + "\n");
            return true;
        }
        catch (LinuxException e) when (e.Errno == Errno.EPIPE)
        {
            return false;
        }
    }
}
