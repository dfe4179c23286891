namespace Berth.EngineApi.Events;

/// <summary>A line of <c>GET /events</c> (Engine API <c>EventMessage</c>).</summary>
public sealed record EventMessage
{
    /// <summary>The action, of containers and images; for clients from before API 1.22, and gone in 1.52.</summary>
    [JsonPropertyName("status")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    [JsonPropertyName("id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    [JsonPropertyName("from")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? From { get; init; }

    /// <summary><c>container</c>, <c>image</c>, <c>network</c>, <c>volume</c>, <c>daemon</c>…</summary>
    public string Type { get => field ?? ""; init; }

    public string Action { get => field ?? ""; init; }

    public EventActor Actor { get => field ?? new(); init; }

    [JsonPropertyName("scope")]
    public string Scope { get => field ?? "local"; init; }

    /// <summary>Seconds since 1970.</summary>
    [JsonPropertyName("time")]
    public long Time { get; init; }

    [JsonPropertyName("timeNano")]
    public long TimeNano { get; init; }
}

/// <summary>What an event happened to.</summary>
public sealed record EventActor
{
    public string ID { get => field ?? ""; init; }

    public IReadOnlyDictionary<string, string> Attributes
    {
        get => field ?? new Dictionary<string, string>();
        init;
    }
}
