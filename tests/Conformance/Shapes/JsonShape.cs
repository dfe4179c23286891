using System.Text.Json;

namespace Berth.Conformance.Shapes;

/// <summary>
/// What an answer looks like without its values: each path with the types seen there. Keys that are data (labels, ports, names of
/// networks) are a star, items of a list are <c>[]</c>: <c>NetworkSettings.Networks.*.IPAddress string</c>.
/// </summary>
internal static class JsonShape
{
    /// <summary>Objects whose keys are data, by their path from the last list or from the top.</summary>
    private static readonly HashSet<string> s_maps = new(StringComparer.Ordinal)
    {
        "Labels", "Config.Labels", "ContainerConfig.Labels", "Options", "Config.ExposedPorts", "Config.Volumes", "ContainerConfig.Volumes",
        "HostConfig.PortBindings", "HostConfig.Tmpfs", "HostConfig.Sysctls", "HostConfig.LogConfig.Config", "HostConfig.Annotations",
        "NetworkSettings.Ports", "NetworkSettings.Networks", "NetworkSettings.Networks.*.DriverOpts", "GraphDriver.Data", "Runtimes", "Runtimes.*.status",
        "RegistryConfig.IndexConfigs", "Actor.Attributes", "Details", "Containers", "IPAM.Options", "networks", "memory_stats.stats",
    };

    public static SortedSet<string> Of(JsonElement answer)
    {
        var shape = new SortedSet<string>(StringComparer.Ordinal);
        Add(shape, answer, "", "");
        return shape;
    }

    /// <param name="shape">Where to.</param>
    /// <param name="value">What is there.</param>
    /// <param name="path">Its whole path.</param>
    /// <param name="local">Its path from the last list.</param>
    private static void Add(SortedSet<string> shape, JsonElement value, string path, string local)
    {
        shape.Add($"{(path.Length == 0 ? "." : path)} {Type(value)}");
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in value.EnumerateArray())
            {
                Add(shape, item, path + "[]", "");
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            bool isMap = s_maps.Contains(local);
            foreach (JsonProperty property in value.EnumerateObject())
            {
                string key = isMap ? "*" : property.Name;
                Add(shape, property.Value, path.Length == 0 ? key : $"{path}.{key}", local.Length == 0 ? key : $"{local}.{key}");
            }
        }
    }

    private static string Type(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "bool",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}
