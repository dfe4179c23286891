using System.Globalization;
using Berth.Oci.Runtime;

namespace Berth.Engine.Containers.Explaining;

/// <summary>What a container is about to be started with, in words, for the debug log.</summary>
internal static class SpecText
{
    /// <summary><c>/data from /srv/data (bind rw,rprivate); /proc from proc (proc nosuid)</c>.</summary>
    public static string Mounts(Spec spec) => string.Join("; ", (spec.Mounts ?? []).Select(m =>
        $"{m.Destination} from {m.Source} ({m.Type} {string.Join(',', m.Options ?? [])})"));

    /// <summary>Namespaces, cgroup, limits, devices and rights.</summary>
    public static string Rules(Spec spec)
    {
        LinuxSettings linux = spec.Linux ?? new LinuxSettings();
        IEnumerable<string> namespaces = (linux.Namespaces ?? []).Select(n => string.IsNullOrEmpty(n.Path) ? $"{n.Type}" : $"{n.Type}={n.Path}");
        return string.Join(
            "; ",
            $"user {spec.Process?.User?.Uid}:{spec.Process?.User?.Gid}",
            $"namespaces {string.Join(' ', namespaces)}",
            $"cgroup {linux.CgroupsPath}",
            $"limits {Limits(linux.Resources)}",
            $"devices {string.Join(' ', (linux.Resources?.Devices ?? []).Select(Device))}",
            $"capabilities {string.Join(' ', spec.Process?.Capabilities?.Bounding ?? [])}",
            $"seccomp {(linux.Seccomp is null ? "none" : linux.Seccomp.DefaultAction)}",
            $"no_new_privs {(spec.Process?.NoNewPrivileges == true ? "yes" : "no")}",
            $"root {(spec.Root?.Readonly == true ? "read-only" : "writable")}");
    }

    private static string Limits(LinuxResources? resources)
    {
        var limits = new List<string>();
        Add("memory", resources?.Memory?.Limit);
        Add("memory+swap", resources?.Memory?.Swap);
        Add("reservation", resources?.Memory?.Reservation);
        Add("cpu quota", resources?.Cpu?.Quota);
        Add("cpu period", (long?)resources?.Cpu?.Period);
        Add("cpu shares", (long?)resources?.Cpu?.Shares);
        Add("pids", resources?.Pids?.Limit);
        Add("blkio weight", resources?.BlockIo?.Weight);
        if (resources?.Cpu?.Cpus is { Length: > 0 } cpus)
        {
            limits.Add($"cpus {cpus}");
        }

        return limits.Count > 0 ? string.Join(", ", limits) : "none";

        void Add(string name, long? value)
        {
            if (value is { } number)
            {
                limits.Add($"{name} {number.ToString(CultureInfo.InvariantCulture)}");
            }
        }
    }

    // "+c 1:3 rwm": as the kernel's devices.allow takes it.
    private static string Device(LinuxDeviceCgroup rule) =>
        $"{(rule.Allow ? '+' : '-')}{rule.Type ?? "a"} {Number(rule.Major)}:{Number(rule.Minor)} {rule.Access}";

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "*";
}
