using Berth.Oci.Runtime;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Validation;

/// <summary>
/// What a spec has to be before it is compiled. Nothing is accepted and ignored: a member that this runtime does not carry out is
/// refused by its path in the JSON. Everything after this may rely on what is checked here.
/// </summary>
internal static class SpecValidator
{
    /// <exception cref="RuntimeException"><c>invalid configuration: linux.namespaces[1].type: …</c>.</exception>
    public static void Validate(Spec spec, bool appArmor)
    {
        Require(spec.OciVersion.StartsWith("1.", StringComparison.Ordinal), "ociVersion", $"'{spec.OciVersion}' is not a 1.x version");
        Require(spec.Process is not null, "process", "is required");
        Require(!string.IsNullOrEmpty(spec.Root?.Path), "root.path", "is required");
        Require(spec.Linux is not null, "linux", "is required");
        Unsupported(spec.Solaris is not null, "solaris");
        Unsupported(spec.Windows is not null, "windows");
        Unsupported(spec.Freebsd is not null, "freebsd");
        Unsupported(spec.Vm is not null, "vm");
        Unsupported(spec.Zos is not null, "zos");
        ValidateHooks(spec.Hooks);
        ProcessValidator.Validate(spec.Process!, "process", appArmor);
        ValidateMounts(spec.Mounts ?? [], spec.Linux!);
        ValidateLinux(spec.Linux!);
        NamespaceValidator.Validate(spec);
        UserNamespaceValidator.Validate(spec);
        if (Seccomp.SeccompRules.Of(spec.Linux) is { } seccomp)
        {
            SeccompValidator.Validate(seccomp);
        }
    }

    internal static void Require(bool condition, string path, string reason)
    {
        if (!condition)
        {
            throw new RuntimeException($"invalid configuration: {path}: {reason}");
        }
    }

    internal static void Unsupported(bool present, string path) => Require(!present, path, "is not supported yet");

    private static void ValidateHooks(Hooks? hooks)
    {
        RequireProgram(hooks?.Prestart, "hooks.prestart");
        RequireProgram(hooks?.CreateRuntime, "hooks.createRuntime");
        RequireProgram(hooks?.CreateContainer, "hooks.createContainer");
        RequireProgram(hooks?.StartContainer, "hooks.startContainer");
        RequireProgram(hooks?.Poststart, "hooks.poststart");
        RequireProgram(hooks?.Poststop, "hooks.poststop");
    }

    private static void RequireProgram(IReadOnlyList<Hook>? hooks, string path)
    {
        for (int i = 0; i < (hooks?.Count ?? 0); i++)
        {
            Require(hooks![i].Path.StartsWith('/'), $"{path}[{i}].path", $"'{hooks[i].Path}' is not absolute");
            Require(hooks[i].Timeout is null or > 0, $"{path}[{i}].timeout", "is not a positive number of seconds");
        }
    }

    private static void ValidateMounts(IReadOnlyList<Mount> mounts, LinuxSettings linux)
    {
        for (int i = 0; i < mounts.Count; i++)
        {
            Mount mount = mounts[i];
            string path = $"mounts[{i}]";
            MountOptions options = MountOptions.Parse(mount.Options ?? []);
            bool bind = options.Bind || mount.Type is "bind" or "rbind";
            MountValidator.Validate(mount, options, bind, path);
            string? problem = ProcMounts.Problem(mount.Destination, bind || mount.Type == "proc");
            Require(problem is null, path, problem!);
            Require(bind || options.Remount || !string.IsNullOrEmpty(mount.Type), $"{path}.type", "is required");
            Require(!bind || options.Remount || !string.IsNullOrEmpty(mount.Source), $"{path}.source", "is required for a bind mount");
            if (bind && options.Settings.Count > 0)
            {
                // mount(2), "Creating a bind mount": the data argument is ignored. Callers with one list for every mount rely on it.
                RuntimeLog.Warning($"{path}.options: {options.Settings[0].Key} has no effect on a bind mount");
            }

            IdmapValidator.Validate(mount, path, bind, linux);
        }
    }

    private static void ValidateLinux(LinuxSettings linux)
    {
        NetDeviceValidator.Validate(linux);
        TimeNamespaceValidator.Validate(linux);
        Unsupported(!string.IsNullOrEmpty(linux.MountLabel), "linux.mountLabel");
        Require(linux.IntelRdt is null, "linux.intelRdt", "Intel RDT (resctrl) is not supported");
        if (linux.MemoryPolicy is { } policy)
        {
            SchedulingValidator.ValidateMemoryPolicy(policy);
        }

        if (linux.Personality is { } personality)
        {
            SchedulingValidator.ValidatePersonality(personality);
        }

        Require(
            string.IsNullOrEmpty(linux.RootfsPropagation) || MountOptions.PropagationOf(linux.RootfsPropagation) is not null,
            "linux.rootfsPropagation", $"unknown propagation '{linux.RootfsPropagation}'");
        RequireAbsolute(linux.MaskedPaths ?? [], "linux.maskedPaths");
        RequireAbsolute(linux.ReadonlyPaths ?? [], "linux.readonlyPaths");
        ValidateDevices(linux.Devices ?? []);
        ResourceValidator.Validate(linux.Resources);
    }

    private static void ValidateDevices(IReadOnlyList<LinuxDevice> devices)
    {
        for (int i = 0; i < devices.Count; i++)
        {
            LinuxDevice device = devices[i];
            string path = $"linux.devices[{i}]";
            Require(device.Path.StartsWith('/'), $"{path}.path", $"'{device.Path}' is not absolute");
            Require(device.Type is "c" or "b" or "u" or "p", $"{path}.type", $"unknown type '{device.Type}'");
            Require(device.Type == "p" || device.Major is >= 0 and <= 0xfff, $"{path}.major", "is not 0 … 4095");
            Require(device.Type == "p" || device.Minor is >= 0 and <= 0xfffff, $"{path}.minor", "is not 0 … 1048575");
        }
    }

    private static void RequireAbsolute(IReadOnlyList<string> paths, string where)
    {
        for (int i = 0; i < paths.Count; i++)
        {
            Require(paths[i].StartsWith('/'), $"{where}[{i}]", $"'{paths[i]}' is not absolute");
        }
    }
}
