using System.Text.Json;

namespace Berth.Engine.Configuration;

/// <summary>
/// The mirrors by registry, in two forms: <c>"ghcr.io": { "mirrors": ["https://…"] }</c> and <c>"ghcr.io": ["https://…"]</c>.
/// </summary>
internal static partial class DaemonConfigFile
{
    private const string MirrorsKey = "mirrors";

    private static OptionValue ReadMirrors(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, DaemonOption option)
    {
        var items = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string registry = reader.GetString()!;
            if (!seen.Add(registry))
            {
                throw At(ref reader, json, $"{option.Key}: {registry} is given twice");
            }

            reader.Read();
            IReadOnlyList<string> mirrors = reader.TokenType switch
            {
                JsonTokenType.StartArray => ReadMirrorList(ref reader, json, option, registry),
                JsonTokenType.StartObject => ReadRegistry(ref reader, json, option, registry),
                _ => throw At(ref reader, json, $"{option.Key}: {registry} must be an array of mirrors, or an object with {MirrorsKey}"),
            };
            items.AddRange(mirrors.Count == 0 ? [$"{registry}="] : mirrors.Select(m => $"{registry}={m}"));
        }

        return new OptionValue(items);
    }

    private static IReadOnlyList<string> ReadRegistry(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> json, DaemonOption option, string registry)
    {
        IReadOnlyList<string>? mirrors = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            if (key != MirrorsKey || mirrors is not null)
            {
                throw At(
                    ref reader, json, $"{option.Key}: {registry}: {key} {(key == MirrorsKey ? "is given twice" : "is not known here")}");
            }

            reader.Read();
            mirrors = reader.TokenType == JsonTokenType.StartArray
                ? ReadMirrorList(ref reader, json, option, registry)
                : throw At(ref reader, json, $"{option.Key}: {registry}: {key} must be an array of strings");
        }

        return mirrors ?? [];
    }

    private static List<string> ReadMirrorList(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, DaemonOption option, string registry)
    {
        var mirrors = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            mirrors.Add(reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } mirror
                ? mirror
                : throw At(ref reader, json, $"{option.Key}: {registry}: a mirror must be a string and not empty"));
        }

        return mirrors;
    }
}
