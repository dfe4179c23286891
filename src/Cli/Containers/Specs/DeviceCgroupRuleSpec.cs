namespace Berth.Cli.Containers.Specs;

/// <summary><c>--device-cgroup-rule TYPE MAJOR:MINOR ACCESS</c>, as <c>c 1:3 rwm</c>; <c>*</c> stands for any number.</summary>
internal static class DeviceCgroupRuleSpec
{
    public static string Check(string text)
    {
        string[] fields = text.Split(' ');
        string[] numbers = fields.Length == 3 ? fields[1].Split(':') : [];
        bool valid = numbers.Length == 2
            && fields[0] is "a" or "b" or "c"
            && numbers.All(n => n == "*" || (n.Length > 0 && n.All(char.IsAsciiDigit)))
            && fields[2].Length is >= 1 and <= 3
            && fields[2].All(c => c is 'r' or 'w' or 'm');
        return valid ? text : throw new FormatException($"invalid device cgroup format '{text}'");
    }
}
