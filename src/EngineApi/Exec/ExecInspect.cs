namespace Berth.EngineApi.Exec;

/// <summary>The answer to <c>GET /exec/{id}/json</c>.</summary>
public sealed record ExecInspect
{
    public string ID { get => field ?? ""; init; }

    public bool Running { get; init; }

    /// <summary>Null while it runs.</summary>
    public int? ExitCode { get; init; }

    public ExecProcessConfig ProcessConfig { get => field ?? new(); init; }

    public bool OpenStdin { get; init; }

    public bool OpenStderr { get; init; }

    public bool OpenStdout { get; init; }

    public bool CanRemove { get; init; }

    public string ContainerID { get => field ?? ""; init; }

    /// <summary>The bytes that the keys send, in base64; empty: nobody has chosen any.</summary>
    public string DetachKeys { get => field ?? ""; init; }

    public int Pid { get; init; }
}

/// <summary>The process of an exec.</summary>
public sealed record ExecProcessConfig
{
    [JsonPropertyName("tty")]
    public bool Tty { get; init; }

    [JsonPropertyName("entrypoint")]
    public string Entrypoint { get => field ?? ""; init; }

    [JsonPropertyName("arguments")]
    public IReadOnlyList<string> Arguments { get => field ?? []; init; }

    [JsonPropertyName("privileged")]
    public bool Privileged { get; init; }

    [JsonPropertyName("user")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? User { get; init; }
}
