namespace Berth.EngineApi;

/// <summary>Compares versions of the API, which are <c>major.minor</c>.</summary>
public static class ApiVersion
{
    /// <summary>True when both are versions and the first is the older one.</summary>
    public static bool IsOlder(string version, string than) =>
        global::System.Version.TryParse(version, out var left) && global::System.Version.TryParse(than, out var right) && left < right;
}
