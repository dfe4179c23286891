using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Berth.DirectJson;

/// <summary>
/// Completes each class marked <c>[DirectJson(typeof(T))]</c> with <c>ReadT</c> and <c>Write</c> for each such type and all that it
/// consists of: plain code over <c>Utf8JsonReader</c> and <c>Utf8JsonWriter</c>.
/// </summary>
/// <remarks>
/// The serializer's own generator makes metadata that the serializer interprets: a megabyte of objects and two milliseconds before the
/// first document is read, which is a third of what a container takes to start.
/// </remarks>
[Generator]
public sealed class DirectJsonGenerator : IIncrementalGenerator
{
    private const string Attribute = "Berth.Oci.DirectJsonAttribute";

    private static readonly DiagnosticDescriptor s_unsupported = new(
        "BERTHJSON", "Type without JSON code", "{0}", "Berth", DiagnosticSeverity.Error, isEnabledByDefault: true);

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<GeneratorAttributeSyntaxContext> marked = context.SyntaxProvider.ForAttributeWithMetadataName(
            Attribute, static (node, _) => node is ClassDeclarationSyntax, static (marked, _) => marked);
        context.RegisterSourceOutput(marked, static (output, marked) => Complete(output, marked));
    }

    private static void Complete(SourceProductionContext output, GeneratorAttributeSyntaxContext marked)
    {
        var owner = (INamedTypeSymbol)marked.TargetSymbol;
        ImmutableArray<INamedTypeSymbol> roots =
            [.. marked.Attributes.Select(attribute => attribute.ConstructorArguments[0].Value).OfType<INamedTypeSymbol>()];
        try
        {
            output.AddSource($"{owner.Name}.g.cs", new ClassText(owner).Complete(roots));
        }
        catch (UnsupportedTypeException e)
        {
            output.ReportDiagnostic(Diagnostic.Create(s_unsupported, owner.Locations[0], e.Message));
        }
    }
}
