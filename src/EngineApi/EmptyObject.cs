namespace Berth.EngineApi;

/// <summary>The value of a JSON object that is used as a set: <c>{"80/tcp": {}}</c>.</summary>
public sealed record EmptyObject
{
    /// <summary>The one value there is.</summary>
    public static EmptyObject Instance { get; } = new();
}
