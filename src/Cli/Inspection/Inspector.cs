using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Berth.Cli.CommandLine;
using Berth.Cli.Templates;
using Berth.EngineApi.Http;

namespace Berth.Cli.Inspection;

/// <summary>Prints what the daemon knows of objects: indented JSON in an array, or a template's line for each.</summary>
internal static class Inspector
{
    /// <param name="context">The command's context.</param>
    /// <param name="names">The objects.</param>
    /// <param name="format">A template, <c>json</c>, or empty.</param>
    /// <param name="find">The daemon's JSON of an object, and the record it is.</param>
    public static int Run(
        CliContext context, IEnumerable<string> names, string format, Func<string, (byte[] Json, JsonTypeInfo? Type)> find)
    {
        var template = format.Length == 0 ? null : ObjectFormat.Parse(format);
        var documents = new List<JsonDocument>();
        var failures = new List<string>();
        var lines = new StringBuilder();
        foreach (var name in names)
        {
            try
            {
                var (json, type) = find(name);
                var document = JsonDocument.Parse(json);
                documents.Add(document);
                if (template is not null)
                {
                    lines.Append(FormattedDocument.Write(template, document.RootElement, type)).Append('\n');
                }
            }
            catch (EngineConnectionException e)
            {
                failures.Add(context.Describe(e));
                break;
            }
            catch (Exception e) when (e is EngineApiException or TemplateException or CommandException)
            {
                failures.Add(Describe(e));
            }
        }

        context.Out.Write(template is null ? Indented(documents) : lines.Length > 0 ? lines : "\n");
        documents.ForEach(document => document.Dispose());
        context.Out.Flush();
        return failures.Count == 0 ? 0 : throw new CommandException(string.Join('\n', failures));
    }

    private static string Describe(Exception error) => error switch
    {
        EngineApiException refusal => CliContext.Describe(refusal),
        TemplateException => "template parsing error: " + error.Message,
        _ => error.Message,
    };

    private static string Indented(List<JsonDocument> documents)
    {
        if (documents.Count == 0)
        {
            return "[]\n";
        }

        using var buffer = new MemoryStream();
        var options = new JsonWriterOptions
        {
            Indented = true,
            IndentSize = 4,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            writer.WriteStartArray();
            documents.ForEach(document => document.RootElement.WriteTo(writer));
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }
}
