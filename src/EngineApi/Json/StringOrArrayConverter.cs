namespace Berth.EngineApi.Json;

/// <summary>
/// Reads <c>"sh"</c> as <c>["sh"]</c>: the API takes <c>Cmd</c> and <c>Entrypoint</c> as a string or an array of strings.
/// </summary>
public sealed class StringOrArrayConverter : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return [reader.GetString()!];
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("a string or an array of strings is wanted here");
        }

        return StringListConverter.ReadItems(ref reader);
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options) =>
        StringListConverter.WriteItems(writer, value);
}
