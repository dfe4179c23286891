using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Berth.Oci;

/// <summary>The place of a byte in a JSON document as people write it: <c>process.args[1]</c>. Found when an error needs it.</summary>
internal static class JsonPath
{
    /// <param name="json">The document; malformed from <paramref name="position"/> on, perhaps.</param>
    /// <param name="position">Where a token begins.</param>
    public static string At(ReadOnlySpan<byte> json, long position)
    {
        var reader = new Utf8JsonReader(json);
        var steps = new List<Step>();
        try
        {
            while (reader.Read() && reader.TokenStartIndex < position)
            {
                Follow(steps, ref reader);
            }

            if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray))
            {
                CountItem(steps);
            }
        }
        catch (JsonException)
        {
            // As far as it can be read.
        }

        return Text(steps);
    }

    private static void Follow(List<Step> steps, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                steps[^1].Name = reader.GetString();
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                CountItem(steps);
                steps.Add(new Step { IsArray = reader.TokenType == JsonTokenType.StartArray });
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                steps.RemoveAt(steps.Count - 1);
                break;
            default:
                CountItem(steps);
                break;
        }
    }

    private static void CountItem(List<Step> steps)
    {
        if (steps.Count > 0 && steps[^1].IsArray)
        {
            steps[^1].Index++;
        }
    }

    private static string Text(List<Step> steps)
    {
        var text = new StringBuilder();
        foreach (Step step in steps)
        {
            if (step.IsArray && step.Index >= 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
            }
            else if (step.Name is string name)
            {
                text.Append(text.Length > 0 ? "." : "").Append(name);
            }
        }

        return text.ToString();
    }

    private sealed class Step
    {
        public bool IsArray { get; init; }

        public int Index { get; set; } = -1;

        public string? Name { get; set; }
    }
}
