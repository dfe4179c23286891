using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Berth.Cli.Templates;

/// <summary>
/// The daemon's JSON as values of templates. With a record's type beside it, objects have the record's fields, a field that the JSON
/// leaves out is empty, and numbers are numbers; without, objects are maps and numbers are <see cref="JsonNumber"/>.
/// </summary>
internal static class JsonValue
{
    public static object? Of(JsonElement element, JsonTypeInfo? type) => (element.ValueKind, type) switch
    {
        (JsonValueKind.Null or JsonValueKind.Undefined, null) => Nil.Interface,
        (JsonValueKind.Null or JsonValueKind.Undefined, _) => Empty(type),
        (JsonValueKind.Object, { Kind: JsonTypeInfoKind.Object }) => new JsonRecord(element, type),
        (JsonValueKind.Object, _) => new JsonMap(element, type is null ? null : Info(type, type.ElementType), type is not null),
        (JsonValueKind.Array, _) => List(element, type?.Kind == JsonTypeInfoKind.Enumerable ? Info(type, type.ElementType) : null),
        (JsonValueKind.String, _) => element.GetString(),
        (JsonValueKind.True, _) => true,
        (JsonValueKind.False, _) => false,
        (_, null) => new JsonNumber(element.GetRawText()),
        _ => element.TryGetInt64(out var whole) ? (object)whole : element.GetDouble(),
    };

    /// <summary>What a field of a type is when nothing is said about it.</summary>
    public static object Empty(JsonTypeInfo type) => type.Kind switch
    {
        JsonTypeInfoKind.Enumerable => new TemplateList([], ItemType(Info(type, type.ElementType)), isNil: true),
        JsonTypeInfoKind.Dictionary => new JsonMap(null, Info(type, type.ElementType), isTyped: true),
        _ when type.Type == typeof(string) => "",
        _ when type.Type == typeof(bool) => false,
        _ when type.Type == typeof(double) || type.Type == typeof(float) => 0.0,
        _ when type.Type.IsPrimitive => 0L,
        _ => Nil.Pointer("*" + type.Type.Name),
    };

    public static JsonTypeInfo? Info(JsonTypeInfo owner, Type? type) =>
        type is not null && owner.Options.TryGetTypeInfo(type, out var info) ? info : null;

    private static TemplateList List(JsonElement element, JsonTypeInfo? item) =>
        new([.. element.EnumerateArray().Select(value => Of(value, item))], ItemType(item));

    private static string ItemType(JsonTypeInfo? item) => item is null ? TemplateList.Anything
        : item.Type == typeof(string) ? "string"
        : item.Type.Name;
}
