using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Berth.Cli.Templates;

/// <summary>An object of JSON whose names are the fields of a record.</summary>
internal sealed class JsonRecord(JsonElement element, JsonTypeInfo type) : TemplateObject
{
    public override string TypeName => GoName.OfType(type.Type);

    public override bool IsMap => false;

    public override IReadOnlyList<string> Names => [.. type.Properties.Select(property => property.Name)];

    /// <summary>What the daemon sent, in its order.</summary>
    public override IEnumerable<KeyValuePair<string, object?>> JsonMembers =>
        element.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, Of(property.Value, Property(property.Name))));

    public override bool TryField(string name, out object? value)
    {
        var property = Property(name);
        value = property is null ? null : Of(element.TryGetProperty(property.Name, out var found) ? found : default, property);
        return property is not null;
    }

    private static object? Of(JsonElement element, JsonPropertyInfo? property) => JsonValue.Of(element, property is null
        ? null
        : property.Options.TryGetTypeInfo(property.PropertyType, out var info) ? info : null);

    private JsonPropertyInfo? Property(string name) => type.Properties.FirstOrDefault(property => property.Name == name)
        ?? (GoName.InJson(name) is { } other ? type.Properties.FirstOrDefault(property => property.Name == other) : null);
}
