namespace Berth.EngineApi;

/// <summary>A field that is there and is null, beside null for one that is not there.</summary>
[JsonConverter(typeof(Json.JsonNullConverter))]
public sealed record JsonNull
{
    /// <summary>The one value there is.</summary>
    public static JsonNull Value { get; } = new();
}
