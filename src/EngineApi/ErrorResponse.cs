namespace Berth.EngineApi;

/// <summary>The body of every answer with a status of 400 or more.</summary>
public sealed record ErrorResponse
{
    /// <summary>The error, one line, in the words clients match.</summary>
    [JsonPropertyName("message")]
    public string Message { get => field ?? ""; init; }
}
