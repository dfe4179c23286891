using System.Globalization;
using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;
using Berth.EngineApi.Containers;

namespace Berth.Cli.Containers.Specs;

/// <summary>The text of <c>--mount</c>: <c>type=bind,source=/a,target=/b,readonly</c>, fields of a CSV line in any order.</summary>
internal static class MountSpec
{
    /// <exception cref="FormatException">A field is unknown, or does not fit the type.</exception>
    public static Mount Parse(string text)
    {
        if (text.Length == 0)
        {
            throw new FormatException("EOF");
        }

        var mount = new Mount { Type = "volume" };
        foreach (var field in CsvLine.Split(text))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            var key = (equals < 0 ? field : field[..equals]).ToLowerInvariant();
            var value = equals < 0 ? null : field[(equals + 1)..];
            mount = key is "readonly" or "ro" or "volume-nocopy" or "bind-nonrecursive" or "bind-create-src" || (key == "idmap" && value is null)
                ? WithSwitch(mount, key, key == "idmap" || Switch(key, value))
                : With(mount, key, value ?? throw new FormatException($"invalid field '{field}' must be a key=value pair"));
        }

        Check(mount);
        return mount;
    }

    private static Mount With(Mount mount, string key, string value) => key switch
    {
        "type" => mount with { Type = value.ToLowerInvariant() },
        "source" or "src" => mount with { Source = Source(mount, value) },
        "target" or "dst" or "destination" => mount with { Target = value },
        "consistency" => mount with { Consistency = value.ToLowerInvariant() },
        "bind-propagation" => mount with { BindOptions = (mount.BindOptions ?? new()) with { Propagation = value.ToLowerInvariant() } },
        "idmap" => mount with { BindOptions = (mount.BindOptions ?? new()) with { IdMap = value } },
        "bind-recursive" => mount with { BindOptions = Recursive(mount.BindOptions ?? new(), value) },
        "volume-subpath" => mount with { VolumeOptions = (mount.VolumeOptions ?? new()) with { Subpath = value } },
        "volume-driver" => WithDriver(mount, driver => driver with { Name = value }),
        "volume-label" => mount with
        {
            VolumeOptions = (mount.VolumeOptions ?? new()) with { Labels = Added(mount.VolumeOptions?.Labels, value) },
        },
        "volume-opt" => WithDriver(mount, driver => driver with { Options = Added(driver.Options, value) }),
        "image-subpath" => mount with { ImageOptions = new ImageMountOptions { Subpath = value } },
        "tmpfs-size" => mount with { TmpfsOptions = (mount.TmpfsOptions ?? new()) with { SizeBytes = Size(value) } },
        "tmpfs-mode" => mount with { TmpfsOptions = (mount.TmpfsOptions ?? new()) with { Mode = Mode(value) } },
        _ => throw new FormatException($"unexpected key '{key}' in '{key}={value}'"),
    };

    private static Mount WithSwitch(Mount mount, string key, bool value) => key switch
    {
        "readonly" or "ro" => mount with { ReadOnly = value },
        "volume-nocopy" => mount with { VolumeOptions = (mount.VolumeOptions ?? new()) with { NoCopy = value } },
        "idmap" => mount with { BindOptions = (mount.BindOptions ?? new()) with { IdMap = "" } },
        "bind-create-src" => mount with { BindOptions = (mount.BindOptions ?? new()) with { CreateMountpoint = value } },
        _ => mount with { BindOptions = (mount.BindOptions ?? new()) with { NonRecursive = value } },
    };

    private static void Check(Mount mount)
    {
        if (string.IsNullOrEmpty(mount.Type))
        {
            throw new FormatException("type is required");
        }

        if (string.IsNullOrEmpty(mount.Target))
        {
            throw new FormatException("target is required");
        }

        Refuse(mount.VolumeOptions is not null && mount.Type != "volume", "volume", mount);
        Refuse(mount.BindOptions is not null && mount.Type != "bind", "bind", mount);
        Refuse(mount.ImageOptions is not null && mount.Type != "image", "image", mount);
        Refuse(mount.TmpfsOptions is not null && mount.Type != "tmpfs", "tmpfs", mount);
        Require(mount.BindOptions?.ReadOnlyNonRecursive == true && !mount.ReadOnly, "writable", "readonly");
        Require(mount.BindOptions?.ReadOnlyForceRecursive == true && !mount.ReadOnly, "readonly", "readonly");
        Require(
            mount.BindOptions is { ReadOnlyForceRecursive: true, Propagation: not "rprivate" }, "readonly", "bind-propagation=rprivate");
    }

    private static void Require(bool lacking, string recursion, string option)
    {
        if (lacking)
        {
            throw new FormatException($"option 'bind-recursive={recursion}' requires '{option}' to be specified in conjunction");
        }
    }

    private static void Refuse(bool condition, string options, Mount mount)
    {
        if (condition)
        {
            throw new FormatException($"cannot mix '{options}-*' options with mount type '{mount.Type}'");
        }
    }

    /// <summary>A relative path of the host begins with a dot; anything else that is not absolute names a volume.</summary>
    private static string Source(Mount mount, string value) =>
        value.StartsWith('.') && mount.Type is "bind" or "volume" ? Path.GetFullPath(value) : value;

    private static BindOptions Recursive(BindOptions options, string value) => value switch
    {
        "enabled" => options,
        "disabled" => options with { NonRecursive = true },
        "writable" => options with { ReadOnlyNonRecursive = true },
        "readonly" => options with { ReadOnlyForceRecursive = true },
        _ => throw new FormatException(
            $"invalid value for bind-recursive: {value} (must be \"enabled\", \"disabled\", \"writable\", or \"readonly\")"),
    };

    private static Mount WithDriver(Mount mount, Func<VolumeDriverConfig, VolumeDriverConfig> change)
    {
        var options = mount.VolumeOptions ?? new();
        return mount with { VolumeOptions = options with { DriverConfig = change(options.DriverConfig ?? new()) } };
    }

    private static Dictionary<string, string> Added(IReadOnlyDictionary<string, string>? map, string pair)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        var added = map is null ? [] : new Dictionary<string, string>(map);
        added[equals < 0 ? pair : pair[..equals]] = equals < 0 ? "" : pair[(equals + 1)..];
        return added;
    }

    private static bool Switch(string key, string? value) => value switch
    {
        null or "true" or "1" => true,
        "false" or "0" => false,
        _ => throw new FormatException($"invalid value for {key}: {value}"),
    };

    private static long Size(string value)
    {
        try
        {
            return HumanSize.ParseBytes(value);
        }
        catch (FormatException e)
        {
            throw new FormatException($"invalid value for tmpfs-size: {value}", e);
        }
    }

    private static int Mode(string value)
    {
        try
        {
            return Convert.ToInt32(value, 8);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"invalid value for tmpfs-mode: {value}"), e);
        }
    }
}
