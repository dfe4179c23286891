using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Berth.Cli.Templates;

/// <summary>
/// An object of the daemon's JSON. With a record's type beside it, a field that the record has and the JSON leaves out is nil (as
/// <c>.State.Health</c> of a container without health checks), and the object prints as a record does; without, it is a map.
/// </summary>
internal sealed class JsonValue : TemplateObject
{
    private readonly JsonElement _element;
    private readonly JsonTypeInfo? _record;
    private readonly JsonTypeInfo? _item;

    private JsonValue(JsonElement element, JsonTypeInfo? type)
    {
        _element = element;
        _record = type?.Kind == JsonTypeInfoKind.Object ? type : null;
        _item = type?.Kind == JsonTypeInfoKind.Dictionary ? Info(type, type.ElementType) : null;
    }

    public override IReadOnlyList<string> Keys =>
        [.. _element.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal)];

    /// <summary>The value of a JSON element for templates.</summary>
    public static object? Of(JsonElement element, JsonTypeInfo? type) => element.ValueKind switch
    {
        JsonValueKind.Object => new JsonValue(element, type),
        JsonValueKind.Array => element.EnumerateArray()
            .Select(item => Of(item, type?.Kind == JsonTypeInfoKind.Enumerable ? Info(type, type.ElementType) : null)).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? (object)whole : element.GetDouble(),
        _ => null,
    };

    public override bool TryField(string name, out object? value)
    {
        var property = _record?.Properties.FirstOrDefault(property => property.Name == name);
        var type = property is null ? _item : Info(_record!, property.PropertyType);
        if (_element.TryGetProperty(name, out var element))
        {
            value = Of(element, type);
            return true;
        }

        value = null;
        return property is not null;
    }

    public override string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            _element.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public override string ToText()
    {
        if (_record is not null)
        {
            return "{" + string.Join(' ', _record.Properties.Select(property => Text(property.Name))) + "}";
        }

        return "map[" + string.Join(' ', Keys.Select(key => $"{key}:{Text(key)}")) + "]";
    }

    private string Text(string name) => TryField(name, out var value) ? ValueText.Of(value) : "";

    private static JsonTypeInfo? Info(JsonTypeInfo owner, Type? type) =>
        type is not null && owner.Options.TryGetTypeInfo(type, out var info) ? info : null;
}
