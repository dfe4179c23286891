using System.Globalization;
using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;
using Berth.EngineApi.Containers;

namespace Berth.Cli.Containers.Specs;

/// <summary>Limits of block devices: <c>PATH:WEIGHT</c>, <c>PATH:RATE</c>; paths lie below /dev.</summary>
internal static class BlockIoSpec
{
    private const string RateUnits = "The correct format is <device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb";
    private const string RatePlain = "The correct format is <device-path>:<number>. Number must be a positive integer";

    /// <summary>The flag <c>--blkio-weight</c>, of <c>run</c>, <c>create</c> and <c>update</c>.</summary>
    public static ParsedFlag<int> WeightFlag() =>
        new("blkio-weight", null, "uint16", "Relative weight of block I/O (10 to 1000, 0 to disable)", Weight, 0);

    /// <summary><c>--blkio-weight-device PATH:WEIGHT</c>, 10 to 1000, or 0 for none.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static WeightDevice WeightDevice(string text)
    {
        var (path, value) = Split(text);
        return ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var weight) && weight is 0 or (>= 10 and <= 1000)
            ? new WeightDevice { Path = path, Weight = weight }
            : throw new FormatException($"invalid weight for device: {text}");
    }

    /// <summary><c>--device-read-bps PATH:SIZE</c> and <c>--device-write-bps</c>, in bytes a second.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static ThrottleDevice Bytes(string text)
    {
        var (path, value) = Split(text);
        try
        {
            return new ThrottleDevice { Path = path, Rate = (ulong)HumanSize.ParseBytes(value) };
        }
        catch (FormatException)
        {
            throw new FormatException($"invalid rate for device: {text}. {RateUnits}");
        }
    }

    /// <summary><c>--device-read-iops PATH:NUMBER</c> and <c>--device-write-iops</c>, operations a second.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static ThrottleDevice Operations(string text)
    {
        var (path, value) = Split(text);
        return ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var rate)
            ? new ThrottleDevice { Path = path, Rate = rate }
            : throw new FormatException($"invalid rate for device: {text}. {RatePlain}");
    }

    private static (string Path, string Value) Split(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == text.Length - 1)
        {
            throw new FormatException($"bad format: {text}");
        }

        return text.StartsWith("/dev/", StringComparison.Ordinal)
            ? (text[..colon], text[(colon + 1)..])
            : throw new FormatException($"bad format for device path: {text}");
    }

    private static int Weight(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var weight)
        ? weight
        : throw new FormatException($"strconv.ParseUint: parsing \"{text}\": invalid syntax");
}
