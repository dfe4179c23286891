namespace Berth.Harness;

/// <summary>A request that a <see cref="ScriptedRegistry"/> got.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">By their names, whatever the case.</param>
public sealed record ScriptedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers)
{
    public string? Authorization => Headers.GetValueOrDefault("Authorization");
}
