using System.Text.Json;
using System.Text.Json.Serialization;

namespace Berth.Oci;

/// <summary>A digest in JSON is its text; anything else is an error there and then.</summary>
public sealed class DigestJsonConverter : JsonConverter<Digest>
{
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("a digest must be a string");
        }

        return Digest.TryParse(reader.GetString(), out Digest digest) ? digest : throw new JsonException("invalid digest");
    }

    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
