using System.Text;
using Microsoft.CodeAnalysis;

namespace Berth.DirectJson;

/// <summary>An enumeration by names: those of [JsonStringEnumMemberName], else its own.</summary>
internal sealed class EnumText(INamedTypeSymbol type)
{
    public void Append(StringBuilder text)
    {
        string name = ValueText.Name(type);
        (string Field, string Json)[] fields =
            [.. type.GetMembers().OfType<IFieldSymbol>().Where(f => f.IsConst).Select(f => ($"{name}.{f.Name}", JsonName(f)))];
        text.Append($"    public static {name} Read{type.Name}(ref Utf8JsonReader reader) => JsonIn.Text(ref reader) switch\n    {{\n");
        foreach ((string field, string json) in fields)
        {
            text.Append($"        \"{json}\" => {field},\n");
        }

        text.Append($"        _ => throw JsonIn.Unexpected(\"one of {string.Join(", ", fields.Select(f => f.Json))}\"),\n    }};\n");
        text.Append($"    public static void Write{type.Name}(Utf8JsonWriter writer, {name} value) => writer.WriteStringValue(value switch\n    {{\n");
        foreach ((string field, string json) in fields)
        {
            text.Append($"        {field} => \"{json}\"u8,\n");
        }

        text.Append("        _ => throw new JsonException(\"a value without a name\"),\n    });\n");
    }

    private static string JsonName(IFieldSymbol field) => field.GetAttributes()
        .FirstOrDefault(a => a.AttributeClass?.Name == "JsonStringEnumMemberNameAttribute")?.ConstructorArguments[0].Value as string ?? field.Name;
}
