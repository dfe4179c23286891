using Microsoft.CodeAnalysis;

namespace Berth.DirectJson;

/// <summary>Expressions that read and write a value, by its type.</summary>
internal sealed class ValueText(ClassText owner)
{
    /// <summary>Without the question mark of a reference type.</summary>
    public static string Name(ITypeSymbol type) =>
        type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    public static bool IsNullable(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    /// <summary>Of a member null is as good as nothing, where the type has a null.</summary>
    public string Read(Member member)
    {
        string value = member.Converter is INamedTypeSymbol converter
            ? $"{Name(converter)}.Read(ref reader)"
            : Read(Underlying(member.Type));
        bool hasNull = IsNullable(member.Type) || member.Type.IsReferenceType;
        return hasNull ? $"JsonIn.IsNull(ref reader) ? default({Name(member.Type)}) : {value}" : value;
    }

    public string WriteMember(Member member)
    {
        bool hasNull = IsNullable(member.Type) || member.Type.IsReferenceType;
        string written = member.Converter is INamedTypeSymbol converter
            ? $"{Name(converter)}.Write(writer, item)"
            : Write(Underlying(member.Type), "item");
        string text = $"writer.WritePropertyName(\"{member.JsonName}\"u8); {written};";
        string value = $"value.{member.Property.Name}";
        return hasNull ? $"if ({value} is {{ }} item) {{ {text} }}".Replace("item", member.Local) : $"{{ var item = {value}; {text} }}".Replace("item", member.Local);
    }

    private string Read(ITypeSymbol type)
    {
        if (Plain(type) is string plain)
        {
            return $"JsonIn.{plain}(ref reader)";
        }

        if (ElementOf(type, "IReadOnlyList") is ITypeSymbol element)
        {
            return $"JsonIn.List<{Name(element)}>(ref reader, {Method("Read", "JsonIn.", element)})";
        }

        if (ElementOf(type, "IReadOnlyDictionary") is ITypeSymbol value)
        {
            return $"JsonIn.Dictionary<{Name(value)}>(ref reader, {Method("Read", "JsonIn.", value)})";
        }

        return $"Read{owner.Need(Own(type))}(ref reader)";
    }

    private string Write(ITypeSymbol type, string value)
    {
        if (Plain(type) is not null)
        {
            return $"JsonOut.Value(writer, {value})";
        }

        if (ElementOf(type, "IReadOnlyList") is ITypeSymbol element)
        {
            return $"JsonOut.List<{Name(element)}>(writer, {value}, {Method("Write", "JsonOut.", element)})";
        }

        if (ElementOf(type, "IReadOnlyDictionary") is ITypeSymbol entry)
        {
            return $"JsonOut.Dictionary<{Name(entry)}>(writer, {value}, {Method("Write", "JsonOut.", entry)})";
        }

        return $"Write{owner.Need(Own(type))}(writer, {value})";
    }

    // The method that a list or a dictionary calls for each of its values.
    private string Method(string verb, string library, ITypeSymbol type) => Plain(type) is string plain
        ? library + (verb == "Read" ? plain : "Value")
        : ElementOf(type, "IReadOnlyList") is not null || ElementOf(type, "IReadOnlyDictionary") is not null
            ? verb == "Read"
                ? $"static (ref Utf8JsonReader reader) => {Read(type)}"
                : $"static (writer, inner) => {Write(type, "inner")}"
            : verb + owner.Need(Own(type));

    // Methods of JsonIn have the names of these types.
    private static string? Plain(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_String => "Text",
        SpecialType.System_Boolean => "Boolean",
        SpecialType.System_UInt16 => "UInt16",
        SpecialType.System_Int32 => "Int32",
        SpecialType.System_UInt32 => "UInt32",
        SpecialType.System_Int64 => "Int64",
        SpecialType.System_UInt64 => "UInt64",
        SpecialType.System_Double => "Double",
        _ => type.ToDisplayString() switch
        {
            "System.DateTimeOffset" => "Time",
            "System.Text.Json.JsonElement" => "Element",
            _ => null,
        },
    };

    private static ITypeSymbol Underlying(ITypeSymbol type) =>
        IsNullable(type) ? ((INamedTypeSymbol)type).TypeArguments[0] : type;

    // The last type argument of a collection of this name.
    private static ITypeSymbol? ElementOf(ITypeSymbol type, string collection) =>
        type is INamedTypeSymbol { IsGenericType: true } generic && generic.Name == collection
            ? generic.TypeArguments[generic.TypeArguments.Length - 1]
            : null;

    private static INamedTypeSymbol Own(ITypeSymbol type) =>
        type is INamedTypeSymbol named && !named.IsGenericType && named.ContainingNamespace.ToDisplayString().StartsWith("Berth", System.StringComparison.Ordinal)
            ? named
            : throw new UnsupportedTypeException($"no JSON code for {type.ToDisplayString()}");
}
