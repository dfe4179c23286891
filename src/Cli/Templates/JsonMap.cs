using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Berth.Cli.Templates;

/// <summary>An object of JSON whose names are keys.</summary>
/// <param name="element">The object; null for a map that was never made.</param>
/// <param name="item">The type of the values, where it is known.</param>
/// <param name="isTyped">Whether the values are of one type, even if it is not known here.</param>
internal sealed class JsonMap(JsonElement? element, JsonTypeInfo? item, bool isTyped) : TemplateObject
{
    private IReadOnlyList<string>? _names;

    public override string TypeName =>
        isTyped ? $"map[string]{(item?.Type == typeof(string) ? "string" : item?.Type.Name)}" : "map[string]interface {}";

    public override bool IsMap => true;

    public override bool IsNil => element is null;

    /// <summary>In the order of their bytes, each once.</summary>
    public override IReadOnlyList<string> Names => _names ??= element is null
        ? []
        : [.. element.Value.EnumerateObject().Select(property => property.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public override bool HoldsInterfaces => !isTyped;

    public override object? MissingItem => item is null ? Nil.Interface : JsonValue.Empty(item);

    public override bool TryField(string name, out object? value)
    {
        var found = default(JsonElement);
        var exists = element?.TryGetProperty(name, out found) == true;
        value = exists ? JsonValue.Of(found, item) : null;
        return exists;
    }
}
