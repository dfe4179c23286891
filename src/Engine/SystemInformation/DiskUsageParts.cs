using Berth.Engine.Errors;

namespace Berth.Engine.SystemInformation;

/// <summary>What <c>GET /system/df</c> is asked for.</summary>
[Flags]
public enum DiskUsageParts
{
    None = 0,
    Containers = 1,
    Images = 2,
    Volumes = 4,
    BuildCache = 8,
    All = Containers | Images | Volumes | BuildCache,
}

/// <summary>The values of the query's <c>type</c>.</summary>
public static class DiskUsageTypes
{
    /// <exception cref="InvalidParameterException">There is no such type.</exception>
    public static DiskUsageParts Parse(IEnumerable<string?> types) => types.Aggregate(DiskUsageParts.None, static (parts, type) => parts | type switch
    {
        "container" => DiskUsageParts.Containers,
        "image" => DiskUsageParts.Images,
        "volume" => DiskUsageParts.Volumes,
        "build-cache" => DiskUsageParts.BuildCache,
        _ => throw new InvalidParameterException($"unknown object type: {type}"),
    });
}
