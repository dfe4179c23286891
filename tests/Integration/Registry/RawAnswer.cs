using System.Text;
using System.Text.Json;

namespace Berth.Integration.Registry;

/// <summary>What came back on a connection, byte for byte.</summary>
/// <param name="Status">The HTTP status; 0: the connection ended without an answer.</param>
/// <param name="Headers">The lines of the head, the first one excepted.</param>
/// <param name="Body">What followed, without chunk framing.</param>
internal sealed record RawAnswer(int Status, IReadOnlyList<string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The code of the first error of the document; null: there is none.</summary>
    public string? Code
    {
        get
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(Body);
                return document.RootElement.TryGetProperty("errors", out JsonElement errors) ? errors[0].GetProperty("code").GetString() : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>A header's value; null: none.</summary>
    public string? Header(string name) =>
        Headers.FirstOrDefault(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}
