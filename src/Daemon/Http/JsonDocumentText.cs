using System.Text;
using System.Text.Json;
using Berth.Engine.Errors;

namespace Berth.Daemon.Http;

/// <summary>A body of JSON as text: where its value ends, and what is wrong with it in the words that users of dockerd know.</summary>
internal static class JsonDocumentText
{
    /// <summary>The one value of a body.</summary>
    /// <exception cref="InvalidParameterException">There is something after it.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static ReadOnlyMemory<byte> FirstValue(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { AllowMultipleValues = true });
        reader.Read();
        reader.Skip();
        int end = (int)reader.BytesConsumed;
        return body.Span[end..].ContainsAnyExcept(" \t\r\n"u8)
            ? throw new InvalidParameterException("unexpected content after JSON")
            : body[..end];
    }

    /// <summary>What a failure of reading <paramref name="body"/> means, without the names that the reader has for it.</summary>
    public static string Explain(JsonException error, ReadOnlySpan<byte> body)
    {
        if (error.Path is { Length: > 0 } path && IsWellFormed(body, out JsonDocument? document))
        {
            using (document)
            {
                string kind = Find(document.RootElement, path) is { } value ? KindOf(value) : "value";
                string field = path.TrimStart('$');
                return field.Length == 0
                    ? $"json: cannot unmarshal {kind} into the request"
                    : $"json: cannot unmarshal {kind} into field {field}";
            }
        }

        return Offending(error, body) is { } character
            ? $"invalid character '{character}' {(error.Message.Contains("start of a value", StringComparison.Ordinal) ? "looking for beginning of value" : "in JSON")}"
            : "unexpected EOF";
    }

    private static bool IsWellFormed(ReadOnlySpan<byte> body, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out JsonDocument? document)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { AllowMultipleValues = true });
        try
        {
            return JsonDocument.TryParseValue(ref reader, out document);
        }
        catch (JsonException)
        {
            document = null;
            return false;
        }
    }

    /// <summary>The value that a path of the reader's names; null where the path is not made of plain names and numbers.</summary>
    private static JsonElement? Find(JsonElement root, string path)
    {
        JsonElement at = root;
        foreach (string part in path.TrimStart('$').Split('.', '[').Where(p => p.Length > 0))
        {
            if (at.ValueKind == JsonValueKind.Array && int.TryParse(part.TrimEnd(']'), out int index) && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(part, out JsonElement inner))
            {
                at = inner;
            }
            else
            {
                return null;
            }
        }

        return at;
    }

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "bool",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>The character at which the reader stopped; null at the end of the body.</summary>
    private static Rune? Offending(JsonException error, ReadOnlySpan<byte> body)
    {
        for (long line = 0; line < error.LineNumber; line++)
        {
            int end = body.IndexOf((byte)'\n');
            body = end < 0 ? [] : body[(end + 1)..];
        }

        long column = error.BytePositionInLine ?? 0;
        return column < body.Length && Rune.DecodeFromUtf8(body[(int)column..], out Rune rune, out _) == System.Buffers.OperationStatus.Done ? rune : null;
    }
}
