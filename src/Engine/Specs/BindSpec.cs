using Berth.Engine.Errors;

namespace Berth.Engine.Specs;

/// <summary>
/// One entry of <c>Binds</c>, what <c>-v</c> takes: <c>/HOST/PATH:/PATH[:MODE]</c>, <c>NAME:/PATH[:MODE]</c> or <c>/PATH</c>,
/// with modes <c>ro</c>, <c>rw</c>, <c>z</c>, <c>Z</c>, <c>nocopy</c>, <c>idmap[=MAP]</c> and a propagation, separated by commas.
/// </summary>
internal static class BindSpec
{
    /// <exception cref="InvalidParameterException">It is none of these.</exception>
    public static ContainerMount Parse(string spec)
    {
        string[] parts = spec.Split(':');
        if (parts.Length > 3 || parts.Any(p => p.Length == 0))
        {
            throw Invalid(spec);
        }

        if (parts.Length == 1)
        {
            return Anonymous(parts[0], spec);
        }

        if (parts.Length == 2 && BindMode.IsMode(parts[1]))
        {
            throw Invalid(spec);
        }

        string text = parts.Length == 3 ? parts[2] : "";
        BindMode mode = BindMode.Parse(text);
        return ContainerPath.IsAbsolute(parts[0]) ? Bind(spec, parts, text, mode) : Volume(spec, parts, text, mode);
    }

    /// <summary>A volume of its own for a path; its name is for the engine to make up.</summary>
    public static ContainerMount Anonymous(string destination, string spec) => new()
    {
        Kind = ContainerMountKind.Volume,
        Anonymous = true,
        CopyUp = true,
        Destination = Destination(destination, "volume", spec),
        Propagation = "",
    };

    private static ContainerMount Bind(string spec, string[] parts, string text, BindMode mode)
    {
        if (mode.NoCopy)
        {
            throw Invalid(spec, "bind", "field VolumeOptions must not be specified");
        }

        return new ContainerMount
        {
            Kind = ContainerMountKind.Bind,
            Source = ContainerPath.Normalize(parts[0]),
            Destination = Destination(parts[1], "bind", spec),
            Mode = text,
            Writable = mode.Writable,
            Propagation = mode.Propagation ?? "rprivate",
            CreateSource = true,
            IdMap = mode.IdMap,
        };
    }

    private static ContainerMount Volume(string spec, string[] parts, string text, BindMode mode)
    {
        VolumeName.Validate(parts[0]);
        if (mode.Propagation is not null)
        {
            throw Invalid(spec, "volume", "field BindOptions must not be specified");
        }

        if (mode.IdMap is not null)
        {
            throw Invalid(spec, "volume", "an idmap is for directories of the host");
        }

        return new ContainerMount
        {
            Kind = ContainerMountKind.Volume,
            Name = parts[0],
            Destination = Destination(parts[1], "volume", spec),
            Mode = text.Length > 0 ? text : "z",
            Writable = mode.Writable,
            CopyUp = !mode.NoCopy,
            Propagation = "",
        };
    }

    private static string Destination(string path, string type, string spec)
    {
        if (!ContainerPath.IsAbsolute(path))
        {
            throw Invalid(spec, type, $"invalid mount path: '{path}' mount path must be absolute");
        }

        string normal = ContainerPath.Normalize(path);
        return normal != "/" ? normal : throw Invalid(spec, type, "invalid specification: destination can't be '/'");
    }

    private static InvalidParameterException Invalid(string spec) => new($"invalid volume specification: '{spec}'");

    private static InvalidParameterException Invalid(string spec, string type, string reason) =>
        new($"invalid volume specification: '{spec}': invalid mount config for type \"{type}\": {reason}");
}
