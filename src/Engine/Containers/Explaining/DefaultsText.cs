using System.Text.Json;
using Berth.EngineApi;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Containers.Explaining;

/// <summary>What the daemon has filled in where a request left the choice to it, for the debug log.</summary>
internal static class DefaultsText
{
    /// <summary>What is longer is cut: the record has all of it.</summary>
    private const int LongestValue = 100;

    /// <summary><c>NetworkMode="bridge", ShmSize=67108864</c>: every field that is not as it was asked for.</summary>
    public static string Of(HostConfig asked, HostConfig complete)
    {
        using JsonDocument before = JsonSerializer.SerializeToDocument(asked, EngineApiJson.Wire.HostConfig);
        using JsonDocument after = JsonSerializer.SerializeToDocument(complete, EngineApiJson.Wire.HostConfig);
        IEnumerable<string> changed = after.RootElement.EnumerateObject()
            .Where(field => !before.RootElement.TryGetProperty(field.Name, out JsonElement old) || old.GetRawText() != field.Value.GetRawText())
            .Select(field => $"{field.Name}={Cut(field.Value.GetRawText())}");
        string text = string.Join(", ", changed);
        return text.Length > 0 ? text : "nothing";
    }

    private static string Cut(string text) => text.Length > LongestValue ? text[..LongestValue] + "…" : text;
}
