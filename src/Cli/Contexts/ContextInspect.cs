using System.Text.Json.Nodes;
using Berth.Cli.CommandLine;
using Berth.Cli.Inspection;

namespace Berth.Cli.Contexts;

/// <summary><c>context inspect</c>: shows what contexts are, and where they are kept.</summary>
internal static class ContextInspect
{
    private const string InMemory = "<IN MEMORY>";

    public static Command Define()
    {
        var format = InspectFlags.Format();
        return new Command("inspect", "Show what is known of one or more contexts")
        {
            Operands = "[CONTEXT] [CONTEXT...]",
            Arity = Arity.Any,
            Flags = [format],
            Run = (context, operands) => Inspector.Run(
                context, operands.Count > 0 ? operands : [context.ContextName], format.Value, name => (Describe(context, name), null)),
        };
    }

    private static byte[] Describe(CliContext context, string name)
    {
        var isDefault = name == ContextRecord.Default;
        var document = ContextShow.Find(context, name).Copy().Document;
        var files = context.Contexts.TlsFiles(name).Keys.Select(file => (JsonNode)file);
        JsonNode?[] list = [.. files];
        document["TLSMaterial"] = list.Length == 0 ? new JsonObject() : new JsonObject { [ContextRecord.Docker] = new JsonArray(list) };
        document["Storage"] = new JsonObject
        {
            ["MetadataPath"] = isDefault ? InMemory : context.Contexts.MetadataPath(name),
            ["TLSPath"] = isDefault ? InMemory : context.Contexts.TlsPath(name),
        };
        return ContextStore.ToBytes(document);
    }
}
