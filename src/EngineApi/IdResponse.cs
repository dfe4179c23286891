namespace Berth.EngineApi;

/// <summary>The answer to a request that made something and names it by its ID.</summary>
public sealed record IdResponse
{
    public string Id { get => field ?? ""; init; }
}
