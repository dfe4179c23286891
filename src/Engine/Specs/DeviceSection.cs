using Berth.Engine.Errors;
using Berth.EngineApi.Containers;
using Berth.Oci.Runtime;

namespace Berth.Engine.Specs;

/// <summary>
/// The device nodes a container has beyond the runtime's own (null, zero, …), and which devices its cgroup lets it open.
/// </summary>
internal static class DeviceSection
{
    private const string Everything = "rwm";

    /// <summary>The rules of a container that asks for nothing: any node may be made, these may be opened.</summary>
    private static readonly LinuxDeviceCgroup[] s_defaults =
    [
        new() { Allow = false, Access = Everything },
        new() { Allow = true, Type = "c", Access = "m" },
        new() { Allow = true, Type = "b", Access = "m" },
        Character(1, 3), // null
        Character(1, 5), // zero
        Character(1, 7), // full
        Character(1, 8), // random
        Character(1, 9), // urandom
        Character(5, 0), // tty
        Character(5, 1), // console
        Character(5, 2), // ptmx
        Character(136, null), // pts/*
    ];

    public static (IReadOnlyList<LinuxDevice> Nodes, IReadOnlyList<LinuxDeviceCgroup> Rules) Build(SpecInput input)
    {
        HostConfig host = input.HostConfig;
        var nodes = new List<LinuxDevice>();
        var rules = new List<LinuxDeviceCgroup>();
        if (host.Privileged)
        {
            nodes.AddRange(input.Devices.Below("/dev"));
            rules.Add(new LinuxDeviceCgroup { Allow = true, Access = Everything });
        }
        else
        {
            rules.AddRange(s_defaults);
        }

        foreach (DeviceMapping mapping in host.Devices ?? [])
        {
            string access = mapping.CgroupPermissions.Length > 0 ? mapping.CgroupPermissions : Everything;
            foreach (LinuxDevice device in Mapped(mapping, input.Devices))
            {
                nodes.RemoveAll(n => n.Path == device.Path);
                nodes.Add(device);
                rules.Add(Rule(device, access));
            }
        }

        rules.AddRange((host.DeviceCgroupRules ?? []).Select(DeviceRule.Parse));
        return (nodes, rules);
    }

    /// <summary>One device, or all below a directory, under the path that the container is to see.</summary>
    private static IEnumerable<LinuxDevice> Mapped(DeviceMapping mapping, IHostDevices devices)
    {
        string target = mapping.PathInContainer.Length > 0 ? mapping.PathInContainer : mapping.PathOnHost;
        if (devices.Find(mapping.PathOnHost) is LinuxDevice device)
        {
            return [device with { Path = ContainerPath.Normalize(target) }];
        }

        IReadOnlyList<LinuxDevice> below = devices.Below(mapping.PathOnHost);
        if (below.Count == 0)
        {
            throw new InvalidParameterException(
                $"error gathering device information while adding custom device \"{mapping.PathOnHost}\": no such file or directory");
        }

        int prefix = mapping.PathOnHost.TrimEnd('/').Length;
        return below.Select(d => d with { Path = ContainerPath.Normalize(target + d.Path[prefix..]) });
    }

    private static LinuxDeviceCgroup Rule(LinuxDevice device, string access) =>
        new() { Allow = true, Type = device.Type, Major = device.Major, Minor = device.Minor, Access = access };

    private static LinuxDeviceCgroup Character(long major, long? minor) =>
        new() { Allow = true, Type = "c", Major = major, Minor = minor, Access = Everything };
}
