namespace Berth.EngineApi.Json;

/// <summary>The value of an object that is used as a set: whatever it is, it is written as <c>{}</c>.</summary>
public sealed class EmptyObjectConverter : JsonConverter<EmptyObject>
{
    public override bool HandleNull => true;

    public override EmptyObject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
        {
            throw new JsonException("an empty object is wanted here");
        }

        reader.Skip();
        return EmptyObject.Instance;
    }

    public override void Write(Utf8JsonWriter writer, EmptyObject value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteEndObject();
    }
}
