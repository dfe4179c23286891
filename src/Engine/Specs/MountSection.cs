using Berth.Engine.Security;
using Berth.EngineApi.Containers;
using Mount = Berth.Oci.Runtime.Mount;

namespace Berth.Engine.Specs;

/// <summary>
/// The <c>mounts</c> section: (1) what every container has, (2) what the request adds, shallow paths first so that nothing is
/// hidden, (3) the files the engine writes under /etc. A mount of the request replaces one of ours at the same place.
/// </summary>
internal static class MountSection
{
    public static IReadOnlyList<Mount> Build(SpecInput input)
    {
        HashSet<string> asked = [.. input.Mounts.Select(m => m.Destination)];
        bool ownDev = asked.Contains("/dev");
        return
        [
            .. System(input).Where(m =>
                !asked.Contains(m.Destination) && !(ownDev && m.Destination.StartsWith("/dev/", StringComparison.Ordinal))),
            .. input.Mounts.OrderBy(m => ContainerPath.Depth(m.Destination)).Select(m => Requested(m, mapped: input.Remap is not null)),
            .. Files(input).Where(m => !asked.Contains(m.Destination)),
        ];
    }

    private static IEnumerable<Mount> System(SpecInput input)
    {
        HostConfig host = input.HostConfig;

        // Only a privileged container may change the kernel through /sys.
        string[] access = host.Privileged ? [] : ["ro"];
        string[] cgroupAccess = SecurityOptions.Parse(host.SecurityOpt).WritableCgroups ? [] : access;
        yield return Of("/proc", "proc", "proc", "nosuid", "noexec", "nodev");
        yield return Of("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k");
        yield return Of("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5");
        yield return Of("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", .. access]);
        yield return Of("/sys/fs/cgroup", "cgroup", "cgroup", [.. cgroupAccess, "nosuid", "noexec", "nodev"]);
        NamespaceOwner ipc = NamespaceMode.Ipc(host.IpcMode).Owner;

        // The host's queues are for the host's root to mount.
        if (ipc != NamespaceOwner.Host || input.Remap is null)
        {
            yield return Of("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev");
        }

        if (ipc == NamespaceOwner.Host)
        {
            yield return Of("/dev/shm", "bind", "/dev/shm", "rbind", "rprivate");
        }
        else if (ipc is NamespaceOwner.Shareable or NamespaceOwner.Container)
        {
            string shared = input.SharedMemoryPath
                ?? throw new ArgumentException($"IPC mode {host.IpcMode} needs the path of the shared memory");
            yield return Of("/dev/shm", "bind", shared, "rbind", "rprivate");
        }
        else if (ipc != NamespaceOwner.None)
        {
            yield return Of("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", $"size={host.ShmSize}");
        }
    }

    private static Mount Requested(ContainerMount mount, bool mapped) => mount.Kind == ContainerMountKind.Tmpfs
        ? Of(mount.Destination, "tmpfs", "tmpfs", [.. mount.TmpfsOptions])
        : BindOf(mount, mapped && mount.Kind == ContainerMountKind.Volume);

    /// <summary>Read-only is all below it, too, unless that is not wanted or does not come along.</summary>
    private static Mount BindOf(ContainerMount mount, bool mapped)
    {
        List<string> options = [mount.NonRecursive ? "bind" : "rbind"];
        if (!mount.Writable)
        {
            options.Add("ro");
            if (!mount.NonRecursive && !mount.ReadOnlyNonRecursive)
            {
                options.Add("rro");
            }
        }

        if (mapped)
        {
            // What is the engine's has owners as a container sees them, whoever that is on the host.
            options.Add("idmap");
        }

        IdMapSpec? map = mount.IdMap is { } text ? IdMapSpec.Parse(text) : null;
        return Of(mount.Destination, "bind", mount.Source, [.. options, mount.Propagation.Length > 0 ? mount.Propagation : "rprivate"]) with
        {
            UidMappings = map?.Users,
            GidMappings = map?.Groups,
        };
    }

    private static IEnumerable<Mount> Files(SpecInput input)
    {
        (string Destination, string? Source)[] files =
        [
            ("/etc/resolv.conf", input.ResolvConfPath), ("/etc/hostname", input.HostnamePath), ("/etc/hosts", input.HostsPath),
        ];
        return files.Where(f => f.Source is not null)
            .Select(f => Bind(f.Destination, f.Source!, !input.HostConfig.ReadonlyRootfs, "rprivate", nonRecursive: false, mapped: input.Remap is not null));
    }

    private static Mount Bind(string destination, string source, bool writable, string propagation, bool nonRecursive, bool mapped)
    {
        string bind = nonRecursive ? "bind" : "rbind";
        string[] access = writable ? [] : ["ro"];

        // What is the engine's has owners as a container sees them, whoever that is on the host.
        string[] owners = mapped ? ["idmap"] : [];
        return Of(destination, "bind", source, [bind, .. access, propagation, .. owners]);
    }

    private static Mount Of(string destination, string type, string source, params string[] options) =>
        new() { Destination = destination, Type = type, Source = source, Options = options };
}
