namespace Berth.EngineApi.Json;

/// <summary>Writes <c>null</c>, and reads whatever is there as null.</summary>
public sealed class JsonNullConverter : JsonConverter<JsonNull>
{
    public override JsonNull? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Skip();
        return null;
    }

    public override void Write(Utf8JsonWriter writer, JsonNull value, JsonSerializerOptions options) => writer.WriteNullValue();
}
