using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Berth.Registry.Metadata;
using Berth.Registry.Web.Html;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>A manifest's JSON, closed until somebody asks for it; what came in one line is set in lines.</summary>
internal static class RawManifest
{
    // What is longer is read with a program.
    private const int Longest = 64 * 1024;

    private static readonly JsonWriterOptions s_lines = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 64 };

    public static void Write(HtmlWriter html, Words words, ManifestRecord manifest) =>
        html.Write($"<details class=\"raw\"><summary>{words.RawManifest}</summary><pre tabindex=\"0\">{Text(manifest.Content).To(Longest)}</pre></details>\n");

    private static string Text(ReadOnlyMemory<byte> content)
    {
        if (content.Length > Longest || content.Span.Contains((byte)'\n'))
        {
            return Encoding.UTF8.GetString(content.Span[..Math.Min(content.Length, Longest)]);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            using var text = new MemoryStream();
            using (var writer = new Utf8JsonWriter(text, s_lines))
            {
                document.RootElement.WriteTo(writer);
            }

            return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(content.Span);
        }
    }
}
