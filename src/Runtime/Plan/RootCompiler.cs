using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Plan;

/// <summary>The root filesystem's part of a plan: propagation, root, mounts, /dev, masked and read-only paths.</summary>
internal static class RootCompiler
{
    private const ulong InitialPropagation = Sys.MS_SLAVE | MountOptions.PropagationRecursive;

    private static readonly (string Path, long Major, long Minor)[] s_defaultDevices =
    [
        ("/dev/null", 1, 3), ("/dev/zero", 1, 5), ("/dev/full", 1, 7), ("/dev/random", 1, 8), ("/dev/urandom", 1, 9), ("/dev/tty", 5, 0),
    ];

    public static IEnumerable<Operation> Compile(PlanInput input, LinuxSettings linux, bool cgroupNamespace)
    {
        // 4. The mounts of the host: what they get later still arrives (slave), what the container does never goes back.
        bool ownMounts = linux.HasNew(LinuxNamespaceType.Mount);
        if (ownMounts && Propagation(linux) is ulong initial and not 0)
        {
            yield return Operation.SetPropagation(initial == Sys.MS_PRIVATE ? "rprivate" : "rslave", initial);
        }

        string? shared = SharesMounts(linux) ? input.Facts.RootParentMount : null;
        yield return Operation.OpenRoot(RootOf(input), shared, cut: !ownMounts, input.Root) with { Source = input.Sources.NumberOf(null) };

        // 5. and 6.
        bool ownDev = false;
        bool boundDev = false;
        foreach (Mount mount in input.Spec.Mounts ?? [])
        {
            foreach (Operation operation in CompileMount(mount, input, cgroupNamespace))
            {
                yield return operation;
                if (operation.Code == OpCode.MountFilesystem && operation.Text2 == "/dev")
                {
                    ownDev = true;
                    foreach (Operation node in PopulateDev(input, linux))
                    {
                        yield return node;
                    }
                }

                boundDev |= operation.Code == OpCode.MountBind && operation.Text2 == "/dev";
            }
        }

        foreach (Operation operation in FinishRoot(input, linux, populateDev: !ownDev && !boundDev))
        {
            yield return operation;
        }
    }

    /// <summary>The container's mounts and the host's propagate to each other: what volumes with <c>rshared</c> ask for.</summary>
    /// <remarks>A user namespace never shares them: what it gets from the host's mounts is theirs to give only.</remarks>
    public static bool SharesMounts(LinuxSettings linux) =>
        linux.RootfsPropagation is "shared" or "rshared" && linux.UserNamespace == UserNamespaceKind.Inherited
            && linux.HasNew(LinuxNamespaceType.Mount);

    /// <summary>MS_SLAVE or MS_PRIVATE: what the copies of the host's mounts are to them from the start; 0 for shared ones.</summary>
    public static ulong Propagation(LinuxSettings linux)
    {
        if (SharesMounts(linux))
        {
            return 0;
        }

        ulong asked = MountOptions.PropagationOf(linux.RootfsPropagation ?? "") ?? InitialPropagation;
        return (asked & Sys.MS_PRIVATE) != 0 ? Sys.MS_PRIVATE : Sys.MS_SLAVE;
    }

    /// <summary>The root filesystem on the host.</summary>
    public static string RootOf(PlanInput input) =>
        Path.TrimEndingDirectorySeparator(Path.Combine(input.Bundle, input.Spec.Root!.Path));

    /// <summary>The propagation that all mounts have from the start.</summary>
    public static bool IsInitial(ulong propagation) =>
        (propagation & ~MountOptions.PropagationRecursive) is Sys.MS_SLAVE or Sys.MS_PRIVATE;

    private static IEnumerable<Operation> FinishRoot(PlanInput input, LinuxSettings linux, bool populateDev)
    {
        Process process = input.Spec.Process!;
        if (populateDev)
        {
            foreach (Operation node in PopulateDev(input, linux))
            {
                yield return node;
            }
        }

        if (process.Terminal == true)
        {
            yield return Operation.OpenConsole(
                process.ConsoleSize?.Height ?? 0, process.ConsoleSize?.Width ?? 0, process.User?.Uid ?? 0, devConsole: true);
        }

        foreach (string file in linux.UserNamespace == UserNamespaceKind.Inherited ? input.Cgroup.JoinFiles(devices: true) : [])
        {
            yield return Operation.JoinCgroup(file);
        }

        if (process.Cwd != "/")
        {
            yield return Operation.MakeDirectory(process.Cwd, 0x1ed);
        }

        // 7.
        foreach (string path in linux.ReadonlyPaths ?? [])
        {
            yield return Operation.ReadonlyPath(path);
        }

        foreach (string path in linux.MaskedPaths ?? [])
        {
            yield return Operation.MaskPath(path);
        }

        if (input.Spec.Root!.Readonly == true)
        {
            yield return Operation.SetAttributes("/", "read-only", Sys.MOUNT_ATTR_RDONLY, propagation: 0);
        }
    }

    private static IEnumerable<Operation> CompileMount(Mount mount, PlanInput input, bool cgroupNamespace)
    {
        MountOptions options = MountOptions.Parse(mount.Options ?? []);
        string type = mount.Type ?? "";
        string destination = mount.Destination.StartsWith('/') ? mount.Destination : $"/{mount.Destination}";
        if (options.Remount)
        {
            yield return Operation.Remount(destination, options);
        }
        else if (options.Bind || type is "bind" or "rbind")
        {
            yield return Operation.MountBind(Path.Combine(input.Bundle, mount.Source ?? ""), destination, options) with
            {
                Source = input.Sources.NumberOf(mount),
            };
        }
        else if (type == "cgroup")
        {
            foreach (Operation operation in CgroupMounts.Compile(destination, options, input, cgroupNamespace))
            {
                yield return operation;
            }
        }
        else
        {
            // A symbolic link in the image must not decide where these appear: everything else relies on their place.
            bool ordinary = type is "proc" or "sysfs" || destination == "/dev";
            yield return Operation.MountFilesystem(type, mount.Source is { Length: > 0 } source ? source : "none", destination, options, ordinary);
        }
    }

    private static IEnumerable<Operation> PopulateDev(PlanInput input, LinuxSettings linux)
    {
        IReadOnlyList<LinuxDevice> devices = linux.Devices ?? [];
        foreach ((string path, long major, long minor) in s_defaultDevices)
        {
            if (!devices.Any(d => d.Path == path))
            {
                yield return Operation.MakeNode(path, 'c', Sys.S_IFCHR | 0x1b6, major, minor, 0, 0);
            }
        }

        foreach (LinuxDevice device in devices)
        {
            uint type = device.Type switch { "b" => Sys.S_IFBLK, "p" => Sys.S_IFIFO, _ => Sys.S_IFCHR };
            yield return Operation.MakeNode(
                device.Path, device.Type[0], type | ((device.FileMode ?? 0x1b6) & 0xfff), device.Major ?? 0, device.Minor ?? 0,
                device.Uid ?? 0, device.Gid ?? 0);
        }

        yield return Operation.MakeSymlink("/dev/fd", "/proc/self/fd");
        yield return Operation.MakeSymlink("/dev/stdin", "/proc/self/fd/0");
        yield return Operation.MakeSymlink("/dev/stdout", "/proc/self/fd/1");
        yield return Operation.MakeSymlink("/dev/stderr", "/proc/self/fd/2");
        yield return Operation.MakeSymlink("/dev/ptmx", "pts/ptmx");
        if (input.Facts.Kcore)
        {
            yield return Operation.MakeSymlink("/dev/core", "/proc/kcore");
        }
    }
}
