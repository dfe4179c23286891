using System.Globalization;
using Berth.Engine.Errors;
using Berth.Oci.Runtime;

namespace Berth.Engine.Specs;

/// <summary>
/// A rule of <c>--device-cgroup-rule</c>: <c>TYPE MAJOR:MINOR ACCESS</c>, as <c>c 1:3 rwm</c>; <c>*</c> stands for any number.
/// </summary>
internal static class DeviceRule
{
    /// <exception cref="InvalidParameterException">It is no rule.</exception>
    public static LinuxDeviceCgroup Parse(string rule)
    {
        string[] fields = rule.Split(' ');
        string[] numbers = fields.Length == 3 ? fields[1].Split(':') : [];
        if (numbers.Length != 2
            || fields[0] is not ("a" or "b" or "c")
            || fields[2].Length is 0 or > 3 || fields[2].Any(c => c is not ('r' or 'w' or 'm'))
            || !TryNumber(numbers[0], out long? major)
            || !TryNumber(numbers[1], out long? minor))
        {
            throw new InvalidParameterException($"invalid device cgroup rule format: '{rule}'");
        }

        return new LinuxDeviceCgroup { Allow = true, Type = fields[0], Major = major, Minor = minor, Access = string.Concat(fields[2].Distinct()) };
    }

    /// <summary>One to three of r, w and m, none twice.</summary>
    public static bool IsAccess(string text) =>
        text.Length is >= 1 and <= 3 && text.All(c => c is 'r' or 'w' or 'm') && text.Distinct().Count() == text.Length;

    private static bool TryNumber(string text, out long? number)
    {
        number = null;
        if (text == "*")
        {
            return true;
        }

        bool valid = uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint value);
        number = value;
        return valid;
    }
}
