using Berth.Engine.Errors;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Specs;

/// <summary>One entry of <c>Mounts</c>, what <c>--mount</c> takes.</summary>
internal static class MountSpec
{
    /// <exception cref="InvalidParameterException">A field is missing, wrong, or not for this type.</exception>
    /// <exception cref="UnsupportedException">A type or an option that Berth does not have.</exception>
    public static ContainerMount Convert(Mount mount)
    {
        string type = string.IsNullOrEmpty(mount.Type) ? "volume" : mount.Type;
        switch (type)
        {
            case "bind":
                return Bind(mount);
            case "volume":
                return Volume(mount);
            case "tmpfs":
                return Tmpfs(mount);
            case "image" or "npipe" or "cluster":
                throw new UnsupportedException($"mounts of type {type} are not supported");
            default:
                throw Invalid(type, "mount type unknown");
        }
    }

    private static ContainerMount Bind(Mount mount)
    {
        string source = mount.Source ?? "";
        Refuse(mount.VolumeOptions is not null, "bind", "VolumeOptions");
        Refuse(mount.TmpfsOptions is not null, "bind", "TmpfsOptions");
        BindOptions options = mount.BindOptions ?? new BindOptions();
        if (source.Length == 0)
        {
            throw Invalid("bind", "field Source must not be empty");
        }

        if (!ContainerPath.IsAbsolute(source))
        {
            throw Invalid("bind", $"invalid mount path: '{source}' mount path must be absolute");
        }

        if (options.ReadOnlyForceRecursive || options.ReadOnlyNonRecursive)
        {
            throw new UnsupportedException("bind options ReadOnlyNonRecursive and ReadOnlyForceRecursive are not supported");
        }

        if (!string.IsNullOrEmpty(options.Propagation) && !BindMode.IsPropagation(options.Propagation))
        {
            throw Invalid("bind", $"invalid propagation mode: {options.Propagation}");
        }

        if (!options.CreateMountpoint && !Path.Exists(source))
        {
            throw Invalid("bind", $"bind source path does not exist: {source}");
        }

        return new ContainerMount
        {
            Kind = ContainerMountKind.Bind,
            Source = ContainerPath.Normalize(source),
            Destination = Destination(mount, "bind"),
            Writable = !mount.ReadOnly,
            Propagation = string.IsNullOrEmpty(options.Propagation) ? "rprivate" : options.Propagation,
            NonRecursive = options.NonRecursive,
            CreateSource = options.CreateMountpoint,
        };
    }

    private static ContainerMount Volume(Mount mount)
    {
        Refuse(mount.BindOptions is not null, "volume", "BindOptions");
        Refuse(mount.TmpfsOptions is not null, "volume", "TmpfsOptions");
        VolumeOptions options = mount.VolumeOptions ?? new VolumeOptions();
        if (!string.IsNullOrEmpty(options.Subpath))
        {
            throw new UnsupportedException("the volume option Subpath is not supported");
        }

        if (options.DriverConfig?.Name is not (null or "" or "local") and { } driver)
        {
            throw new NotFoundException($"error looking up volume plugin {driver}: plugin \"{driver}\" not found");
        }

        string destination = Destination(mount, "volume");
        if (string.IsNullOrEmpty(mount.Source))
        {
            return BindSpec.Anonymous(destination, destination) with 
            {
                Writable = !mount.ReadOnly,
                CopyUp = !options.NoCopy,
                VolumeLabels = options.Labels,
                VolumeDriverOptions = options.DriverConfig?.Options,
            };
        }

        VolumeName.Validate(mount.Source);
        return new ContainerMount
        {
            Kind = ContainerMountKind.Volume,
            Name = mount.Source,
            Destination = destination,
            Mode = "z",
            Writable = !mount.ReadOnly,
            CopyUp = !options.NoCopy,
            Propagation = "",
            VolumeLabels = options.Labels,
            VolumeDriverOptions = options.DriverConfig?.Options,
        };
    }

    private static ContainerMount Tmpfs(Mount mount)
    {
        Refuse(mount.BindOptions is not null, "tmpfs", "BindOptions");
        Refuse(mount.VolumeOptions is not null, "tmpfs", "VolumeOptions");
        Refuse(!string.IsNullOrEmpty(mount.Source), "tmpfs", "Source");
        TmpfsOptions options = mount.TmpfsOptions ?? new TmpfsOptions();
        if (options.SizeBytes < 0)
        {
            throw Invalid("tmpfs", "tmpfs size must not be negative");
        }

        List<string> words = [];
        if (mount.ReadOnly)
        {
            words.Add("ro");
        }

        if (options.SizeBytes > 0)
        {
            words.Add($"size={options.SizeBytes}");
        }

        if (options.Mode != 0)
        {
            words.Add($"mode={System.Convert.ToString(options.Mode, 8)}");
        }

        words.AddRange((options.Options ?? []).Select(pair => string.Join('=', pair)));
        return TmpfsSpec.Parse(Destination(mount, "tmpfs"), string.Join(',', words));
    }

    private static string Destination(Mount mount, string type)
    {
        string target = mount.Target ?? "";
        if (target.Length == 0)
        {
            throw Invalid(type, "field Target must not be empty");
        }

        if (!ContainerPath.IsAbsolute(target))
        {
            throw Invalid(type, $"invalid mount path: '{target}' mount path must be absolute");
        }

        string normal = ContainerPath.Normalize(target);
        return normal != "/" ? normal : throw Invalid(type, "invalid specification: destination can't be '/'");
    }

    private static void Refuse(bool given, string type, string field)
    {
        if (given)
        {
            throw Invalid(type, $"field {field} must not be specified");
        }
    }

    private static InvalidParameterException Invalid(string type, string reason) =>
        new($"invalid mount config for type \"{type}\": {reason}");
}
