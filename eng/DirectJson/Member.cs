using Microsoft.CodeAnalysis;

namespace Berth.DirectJson;

/// <summary>A property and its place in the JSON object.</summary>
internal sealed class Member(IPropertySymbol property, bool isParameter)
{
    public IPropertySymbol Property => property;

    public ITypeSymbol Type => property.Type;

    /// <summary>Computed properties are written only.</summary>
    public bool IsRead => isParameter || property.SetMethod is not null;

    public bool IsRequired => property.IsRequired;

    public string Local => "@" + JsonNames.Camel(property.Name) + "_";

    // A value that has to be there is told from one that is not by null.
    public string LocalType => ValueText.Name(Type) + (IsRequired && Type.IsValueType && !ValueText.IsNullable(Type) ? "?" : "");

    /// <summary>What the property becomes.</summary>
    public string Value => IsRequired && Type.IsValueType && !ValueText.IsNullable(Type) ? Local + ".Value" : Local;

    public string JsonName =>
        Argument("System.Text.Json.Serialization.JsonPropertyNameAttribute") as string ?? JsonNames.Camel(property.Name);

    /// <summary>The class that reads and writes the value, of [JsonConverter].</summary>
    public INamedTypeSymbol? Converter => Argument("System.Text.Json.Serialization.JsonConverterAttribute") as INamedTypeSymbol;

    public static IEnumerable<Member> Of(INamedTypeSymbol type)
    {
        IMethodSymbol? constructor = Constructor(type);
        return type.GetMembers().OfType<IPropertySymbol>()
            .Where(p => !p.IsStatic && !p.IsIndexer && p.DeclaredAccessibility == Accessibility.Public && p.GetMethod is not null)
            .Where(p => !p.GetAttributes().Any(a => a.AttributeClass?.Name == "JsonIgnoreAttribute"))
            .Select(p => new Member(p, constructor?.Parameters.Any(q => q.Name == p.Name) == true));
    }

    /// <summary>The one of a positional record.</summary>
    public static IMethodSymbol? Constructor(INamedTypeSymbol type) => type.InstanceConstructors.FirstOrDefault(c =>
        c.DeclaredAccessibility == Accessibility.Public && c.Parameters.Length > 0
        && c.Parameters.All(p => type.GetMembers(p.Name).OfType<IPropertySymbol>().Any()));

    private object? Argument(string attribute) => property.GetAttributes()
        .FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == attribute)?.ConstructorArguments[0].Value;
}
