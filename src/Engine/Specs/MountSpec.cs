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
        string type = mount.Type ?? "";
        switch (type)
        {
            case "bind":
                return Bind(mount);
            case "volume":
                return Volume(mount);
            case "tmpfs":
                return Tmpfs(mount);
            case "image":
                return Image(mount);
            default:
                throw Invalid(type, "mount type unknown");
        }
    }

    private static ContainerMount Bind(Mount mount)
    {
        string source = mount.Source ?? "";
        Refuse(mount.VolumeOptions is not null, "bind", "VolumeOptions");
        Refuse(mount.TmpfsOptions is not null, "bind", "TmpfsOptions");
        Refuse(mount.ImageOptions is not null, "bind", "ImageOptions");
        BindOptions options = mount.BindOptions ?? new BindOptions();
        if (source.Length == 0)
        {
            throw Invalid("bind", "field Source must not be empty");
        }

        if (!ContainerPath.IsAbsolute(source))
        {
            throw Invalid("bind", $"invalid mount path: '{source}' mount path must be absolute");
        }

        RefuseConflicts(mount.ReadOnly, options);

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
            ReadOnlyNonRecursive = options.ReadOnlyNonRecursive,
            IdMap = options.IdMap,
            CreateSource = options.CreateMountpoint,
        };
    }

    private static ContainerMount Volume(Mount mount)
    {
        Refuse(mount.BindOptions is not null, "volume", "BindOptions");
        Refuse(mount.TmpfsOptions is not null, "volume", "TmpfsOptions");
        Refuse(mount.ImageOptions is not null, "volume", "ImageOptions");
        VolumeOptions options = mount.VolumeOptions ?? new VolumeOptions();
        if (options.DriverConfig?.Name is not (null or "" or "local") and { } driver)
        {
            throw new NotFoundException($"error looking up volume plugin {driver}: plugin \"{driver}\" not found");
        }

        string destination = Destination(mount, "volume");
        string subpath = SubpathRules.Check(options.Subpath, "volume");
        if (string.IsNullOrEmpty(mount.Source))
        {
            if (subpath.Length > 0)
            {
                throw Invalid("volume", "must not set Subpath when using anonymous volumes");
            }

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
            CopyUp = !options.NoCopy && subpath.Length == 0,
            Propagation = "",
            Subpath = subpath,
            VolumeLabels = options.Labels,
            VolumeDriverOptions = options.DriverConfig?.Options,
        };
    }

    private static void RefuseConflicts(bool readOnly, BindOptions options)
    {
        string? conflict = options switch
        {
            { ReadOnlyForceRecursive: true, ReadOnlyNonRecursive: true } => "ReadOnlyNonRecursive && BindOptions.ReadOnlyForceRecursive",
            { ReadOnlyForceRecursive: true } when !readOnly => "!ReadOnly && BindOptions.ReadOnlyForceRecursive",
            { ReadOnlyNonRecursive: true } when !readOnly => "!ReadOnly && BindOptions.ReadOnlyNonRecursive",
            _ => null,
        };
        if (conflict is not null)
        {
            throw new InvalidParameterException($"mount options conflict: {conflict}");
        }

        if (options.IdMap is { Length: > 0 } map)
        {
            _ = IdMapSpec.Parse(map);
        }
    }

    private static ContainerMount Image(Mount mount)
    {
        RefuseOfImage(mount.BindOptions is not null, "BindOptions");
        RefuseOfImage(mount.VolumeOptions is not null, "VolumeOptions");
        RefuseOfImage(mount.TmpfsOptions is not null, "TmpfsOptions");
        if (string.IsNullOrEmpty(mount.Source))
        {
            throw Invalid("image", "field Source must not be empty");
        }

        return new ContainerMount
        {
            Kind = ContainerMountKind.Image,
            Name = mount.Source,
            Destination = Destination(mount, "image"),
            Writable = false,
            Subpath = SubpathRules.Check(mount.ImageOptions?.Subpath, "image"),
        };
    }

    private static void RefuseOfImage(bool given, string field)
    {
        if (given)
        {
            throw new InvalidParameterException($"{field} must not be specified on mount type \"image\"");
        }
    }

    private static ContainerMount Tmpfs(Mount mount)
    {
        Refuse(mount.BindOptions is not null, "tmpfs", "BindOptions");
        Refuse(mount.VolumeOptions is not null, "tmpfs", "VolumeOptions");
        Refuse(mount.ImageOptions is not null, "tmpfs", "ImageOptions");
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

        foreach (IReadOnlyList<string> option in options.Options ?? [])
        {
            words.Add(option is ["exec" or "noexec"] ? option[0] : throw Invalid("tmpfs", $"invalid option: {(option.Count > 0 ? option[0] : "")}"));
        }

        return TmpfsSpec.Parse(Destination(mount, "tmpfs"), string.Join(',', words)) with { Mode = "" };
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
