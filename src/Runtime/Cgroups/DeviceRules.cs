using System.Globalization;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// The rules of the devices controller: the spec's, then those that every container has (making any node; the standard devices,
/// terminals), as the specification's "Default Devices" needs them.
/// </summary>
internal static class DeviceRules
{
    private static readonly LinuxDeviceCgroup[] s_always =
    [
        Allow("c", null, null, "m"),
        Allow("b", null, null, "m"),
        Allow("c", 1, 3, "rwm"),
        Allow("c", 1, 5, "rwm"),
        Allow("c", 1, 7, "rwm"),
        Allow("c", 1, 8, "rwm"),
        Allow("c", 1, 9, "rwm"),
        Allow("c", 5, 0, "rwm"),
        Allow("c", 5, 1, "rwm"),
        Allow("c", 5, 2, "rwm"),
        Allow("c", 136, null, "rwm"),
    ];

    /// <summary>All rules in order; empty where the spec has none, which leaves everything allowed.</summary>
    public static IReadOnlyList<LinuxDeviceCgroup> Effective(IReadOnlyList<LinuxDeviceCgroup>? rules) =>
        rules is null or { Count: 0 } ? [] : [.. rules, .. s_always];

    /// <summary>Whether the rule is about every device.</summary>
    public static bool IsAll(LinuxDeviceCgroup rule) =>
        rule.Type is null or "" or "a" && rule.Major is null or -1 && rule.Minor is null or -1;

    /// <summary>The line that devices.allow and devices.deny take: <c>c 1:3 rwm</c>.</summary>
    public static string ToLine(LinuxDeviceCgroup rule)
    {
        if (IsAll(rule))
        {
            return "a";
        }

        string access = string.IsNullOrEmpty(rule.Access) ? "rwm" : rule.Access;
        return $"{rule.Type} {Number(rule.Major)}:{Number(rule.Minor)} {access}";
    }

    private static string Number(long? number) =>
        number is null or -1 ? "*" : number.Value.ToString(CultureInfo.InvariantCulture);

    private static LinuxDeviceCgroup Allow(string type, long? major, long? minor, string access) =>
        new() { Allow = true, Type = type, Major = major, Minor = minor, Access = access };
}
