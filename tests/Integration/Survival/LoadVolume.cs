using System.Text.Json.Nodes;

namespace Berth.Integration.Survival;

/// <summary>The volume with a name that a worker makes and removes; it is a file system of its own, mounted while a container uses it.</summary>
internal sealed class LoadVolume(int worker)
{
    public const string Prefix = "volume-of-";

    public string Name { get; } = $"{Prefix}w{worker}";

    public bool Exists { get; set; }

    /// <summary>Its creation or removal was under way when the daemon died.</summary>
    public bool InDoubt { get; set; }

    public string Body() => new JsonObject
    {
        ["Name"] = Name,
        ["DriverOpts"] = new JsonObject { ["type"] = "tmpfs", ["device"] = "tmpfs", ["o"] = "size=1m" },
        ["Labels"] = new JsonObject { ["worker"] = $"{worker}" },
    }.ToJsonString();
}
