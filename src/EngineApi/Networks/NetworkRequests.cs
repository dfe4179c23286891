namespace Berth.EngineApi.Networks;

/// <summary>The body of <c>POST /networks/create</c>. What is null was left out, and the daemon chooses.</summary>
public sealed record NetworkCreateRequest
{
    public string Name { get => field ?? ""; init; }

    public string Driver { get => field ?? ""; init; }

    /// <summary><c>local</c>, or <c>swarm</c> of a cluster.</summary>
    public string Scope { get => field ?? ""; init; }

    /// <summary>Since API 1.48.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? EnableIPv4 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? EnableIPv6 { get; init; }

    public Ipam? IPAM { get; init; }

    public bool Internal { get; init; }

    public bool Attachable { get; init; }

    /// <summary>The routing mesh of a cluster.</summary>
    public bool Ingress { get; init; }

    /// <summary>A network that others only take their configuration from.</summary>
    public bool ConfigOnly { get; init; }

    public ConfigReference? ConfigFrom { get; init; }

    public IReadOnlyDictionary<string, string>? Options { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}

/// <summary>The answer to <c>POST /networks/create</c>.</summary>
public sealed record NetworkCreateResponse
{
    public string Id { get => field ?? ""; init; }

    public string Warning { get => field ?? ""; init; }
}

/// <summary>The body of <c>POST /networks/{id}/connect</c>.</summary>
public sealed record NetworkConnectRequest
{
    public string Container { get => field ?? ""; init; }

    public EndpointSettings? EndpointConfig { get; init; }
}

/// <summary>The body of <c>POST /networks/{id}/disconnect</c>.</summary>
public sealed record NetworkDisconnectRequest
{
    public string Container { get => field ?? ""; init; }

    /// <summary>Also a container that is not there any more.</summary>
    public bool Force { get; init; }
}
