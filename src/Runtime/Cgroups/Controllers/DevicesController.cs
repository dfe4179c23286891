using Berth.Oci.Runtime;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// <c>linux.resources.devices</c> (<see cref="DeviceRules"/>): <c>devices.allow</c> and <c>devices.deny</c> on v1, a program of the
/// cgroup on v2 (<see cref="DeviceProgram"/>).
/// </summary>
internal static class DevicesController
{
    private const string Everything = "a";

    public static void SetV1(ControlFiles files, IReadOnlyList<LinuxDeviceCgroup>? asked)
    {
        IReadOnlyList<string> left = [];
        IReadOnlyList<LinuxDeviceCgroup> rules = DeviceRules.Effective(asked);
        for (int i = 0; i < rules.Count; i++)
        {
            string line = DeviceRules.ToLine(rules[i]);
            string file = rules[i].Allow ? "devices.allow" : "devices.deny";
            if (line == Everything && !TryWriteAll(files, file))
            {
                left = Replace(files, rules[i].Allow);
            }
            else if (line != Everything)
            {
                files.Write(file, line, "devices");
                left = [.. left.Where(l => l != line)];
            }
        }

        // In a cgroup that could not be cleared, what was allowed before and is not now.
        foreach (string line in left)
        {
            files.Write("devices.deny", line, "devices");
        }
    }

    public static void SetV2(string directory, IReadOnlyList<LinuxDeviceCgroup>? asked)
    {
        if (DeviceRules.Effective(asked) is { Count: > 0 } rules)
        {
            DeviceProgram.Attach(directory, rules);
        }
    }

    // A cgroup with children of its own cannot change between "all but" and "none but" (EINVAL).
    private static bool TryWriteAll(ControlFiles files, string file) => files.TryWrite(file, Everything, "devices");

    // What is allowed there already, to be taken away later one by one.
    private static string[] Replace(ControlFiles files, bool allow)
    {
        string[] lines = (files.Read("devices.list") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        bool allAllowed = lines.Contains("a *:* rwm");
        if (allAllowed != allow)
        {
            throw new RuntimeException(
                "linux.resources.devices: the cgroup has children of its own, so that its rules cannot be turned from one default to the other");
        }

        return allow ? [] : lines;
    }
}
