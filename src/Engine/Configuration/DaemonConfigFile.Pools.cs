using System.Text.Json;

namespace Berth.Engine.Configuration;

/// <summary>Address pools: <c>[{ "base": "10.10.0.0/16", "size": 24 }]</c>. An item is what the flag would say, <c>base=…,size=…</c>.</summary>
internal static partial class DaemonConfigFile
{
    private static OptionValue ReadPools(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, DaemonOption option)
    {
        var items = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(reader.TokenType == JsonTokenType.StartObject
                ? ReadPool(ref reader, json, option)
                : throw At(ref reader, json, $"{option.Key} must be {Expected(option.Kind)}"));
        }

        return new OptionValue(items);
    }

    private static string ReadPool(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, DaemonOption option)
    {
        string? range = null;
        int? size = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            switch (key, reader.TokenType)
            {
                case ("base", JsonTokenType.String) when range is null:
                    range = reader.GetString();
                    break;
                case ("size", JsonTokenType.Number) when size is null && reader.TryGetInt32(out int number):
                    size = number;
                    break;
                default:
                    throw At(ref reader, json, $"{option.Key}: {key} must be {(key is "base" or "size" ? "one subnet and one whole number" : "base or size")}");
            }
        }

        return $"base={range},size={size}";
    }
}
