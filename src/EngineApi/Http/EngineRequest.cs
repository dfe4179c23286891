namespace Berth.EngineApi.Http;

/// <summary>One request; <paramref name="Target"/> is path and query, escaped, without the version prefix.</summary>
public sealed record EngineRequest(string Method, string Target)
{
    /// <summary>The content type of a JSON body.</summary>
    public const string Json = "application/json";

    /// <summary>A body in memory.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>A body of unknown length, sent in chunks.</summary>
    public Stream? Upload { get; init; }

    /// <summary>The type of the body.</summary>
    public string ContentType { get; set; } = Json;

    /// <summary>Ask for the raw connection once the daemon has answered.</summary>
    public bool Hijack { get; init; }

    /// <summary>Further header lines, each <c>Name: value</c>.</summary>
    public IReadOnlyList<string> Headers { get; set; } = [];
}
