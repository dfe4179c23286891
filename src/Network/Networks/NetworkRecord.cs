using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Berth.Network.Networks;

/// <summary>
/// A network as it is kept over reboots, in <c>STATE_DIRECTORY/networks/ID.json</c>. Those that every engine has (bridge, host, none)
/// have no file. Later versions only ever add fields with defaults.
/// </summary>
public sealed record NetworkRecord
{
    /// <summary>Name of the default bridge, which <c>--network bridge</c> and <c>default</c> mean.</summary>
    public const string DefaultName = "bridge";

    /// <summary>64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>One of <see cref="NetworkDriver"/>.</summary>
    public required string Driver { get; init; }

    public required DateTimeOffset Created { get; init; }

    public bool EnableIPv4 { get; init; } = true;

    public bool EnableIPv6 { get; init; }

    /// <summary>No way out of it, and none in.</summary>
    public bool Internal { get; init; }

    public bool Attachable { get; init; }

    /// <summary>At most one of each family.</summary>
    public IReadOnlyList<NetworkSubnet> Subnets { get => field ?? []; init; }

    /// <summary>As asked for, under the names of <see cref="NetworkOptionNames"/>.</summary>
    public IReadOnlyDictionary<string, string> Options { get => field ?? new Dictionary<string, string>(); init; }

    public IReadOnlyDictionary<string, string> IpamOptions { get => field ?? new Dictionary<string, string>(); init; }

    public IReadOnlyDictionary<string, string> Labels { get => field ?? new Dictionary<string, string>(); init; }

    /// <summary>The host's interface: the bridge, or the parent of a macvlan or ipvlan network; empty: it has none.</summary>
    public string Interface { get; init; } = "";

    /// <summary>The interface was there before the network, and stays when it goes.</summary>
    public bool InterfaceIsGiven { get; init; }

    /// <summary>It is being made or removed: what a daemon finds of it at its start goes.</summary>
    public bool Pending { get; init; }

    /// <summary>Every engine has it: it cannot be made or removed.</summary>
    [JsonIgnore]
    public bool IsPredefined => IsPredefinedName(Name);

    [JsonIgnore]
    public bool IsDefaultBridge => Name == DefaultName;

    [JsonIgnore]
    public NetworkSubnet? IPv4 => Subnets.FirstOrDefault(static subnet => subnet.Prefix.IsIPv4 && !subnet.IsUnused);

    [JsonIgnore]
    public NetworkSubnet? IPv6 => Subnets.FirstOrDefault(static subnet => !subnet.Prefix.IsIPv4 && !subnet.IsUnused);

    /// <summary>Whether endpoints of it have an interface in a namespace of their own.</summary>
    [JsonIgnore]
    public bool HasEndpoints => Driver is not (NetworkDriver.Host or NetworkDriver.Null);

    public static bool IsPredefinedName(string name) => name is DefaultName or "host" or "none";

    /// <summary>The identity of a network that every engine has: made of its name, so that it survives everything.</summary>
    public static string PredefinedId(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"network {name}")));
}

[JsonSerializable(typeof(NetworkRecord))]
internal sealed partial class NetworkJson : JsonSerializerContext;
