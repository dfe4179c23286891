using System.Text.Json.Nodes;

namespace Berth.Integration.Survival;

/// <summary>The network that a worker makes, joins, leaves and removes. Its bridge has a name that is known before there is an answer.</summary>
/// <param name="worker">Whose.</param>
/// <param name="site">Four characters that no other daemon's have.</param>
internal sealed class LoadNetwork(int worker, string site)
{
    public const string Prefix = "network-of-";

    public string Name { get; } = $"{Prefix}w{worker}";

    /// <summary>The bridge's, at most 15 characters.</summary>
    public string Interface { get; } = $"bl{site}{worker}";

    public bool Exists { get; set; }

    /// <summary>Its creation or removal was under way when the daemon died.</summary>
    public bool InDoubt { get; set; }

    public string Body() => new JsonObject
    {
        ["Name"] = Name,
        ["Driver"] = "bridge",
        ["Options"] = new JsonObject { ["com.docker.network.bridge.name"] = Interface },
        ["Labels"] = new JsonObject { ["worker"] = $"{worker}" },
    }.ToJsonString();
}
