namespace Berth.Network.Networks;

/// <summary>A network as asked for.</summary>
public sealed record NetworkRequest
{
    public required string Name { get; init; }

    /// <summary>One of <see cref="NetworkDriver"/>. Default: a bridge.</summary>
    public string Driver { get; init; } = NetworkDriver.Bridge;

    /// <summary>Null: yes, unless an option says no.</summary>
    public bool? EnableIPv4 { get; init; }

    /// <summary>Null: no, unless an option says yes.</summary>
    public bool? EnableIPv6 { get; init; }

    public bool Internal { get; init; }

    public bool Attachable { get; init; }

    /// <summary><c>default</c> or empty; <c>null</c>: no addresses are given out.</summary>
    public string IpamDriver { get; init; } = "default";

    public IReadOnlyDictionary<string, string> IpamOptions { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<SubnetRequest> Subnets { get; init; } = [];

    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}

/// <summary>A subnet as asked for: texts as the client sent them, empty or null where it left them to the engine.</summary>
public sealed record SubnetRequest(string? Subnet, string? Range, string? Gateway, IReadOnlyDictionary<string, string>? Auxiliary);
