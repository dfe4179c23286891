using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Berth.Oci;

/// <summary>
/// What a signed manifest of docker's image manifest version 2, schema 1, says without its signatures. They stand inside the document,
/// which they cover as it was before they were put in: each says how many bytes of the beginning still are as they were
/// (<c>formatLength</c>), and how it went on (<c>formatTail</c>). The digest of such a manifest is that of the payload
/// (distribution spec of docker, "Pulling an image manifest"; libtrust's "pretty signature").
/// </summary>
public static class SignedPayload
{
    private const int MaxSignatures = 16;

    /// <summary>The bytes that were signed, or null where the document has no signatures.</summary>
    /// <exception cref="FormatException">It is not JSON, or its signatures contradict themselves.</exception>
    public static byte[]? Read(ReadOnlyMemory<byte> document)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(document);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("signatures", out JsonElement signatures)
                ? Read(document.Span, signatures)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("invalid signed manifest", e);
        }
    }

    private static byte[]? Read(ReadOnlySpan<byte> document, JsonElement signatures)
    {
        if (signatures.GetArrayLength() is 0 or > MaxSignatures)
        {
            throw new FormatException("invalid signed manifest: no signatures");
        }

        byte[]? payload = null;
        foreach (JsonElement signature in signatures.EnumerateArray())
        {
            byte[] covered = Covered(document, signature);
            if (payload is not null && !covered.AsSpan().SequenceEqual(payload))
            {
                throw new FormatException("invalid signed manifest: the signatures cover different contents");
            }

            payload = covered;
        }

        return payload;
    }

    private static byte[] Covered(ReadOnlySpan<byte> document, JsonElement signature)
    {
        byte[] header = Decode(Member(signature, "protected"));
        using JsonDocument parsed = JsonDocument.Parse(header);
        byte[] tail = Decode(Member(parsed.RootElement, "formatTail"));
        if (!parsed.RootElement.TryGetProperty("formatLength", out JsonElement length) || !length.TryGetInt32(out int kept)
            || kept < 0 || kept > document.Length)
        {
            throw new FormatException("invalid signed manifest: invalid format length");
        }

        return [.. document[..kept], .. tail];
    }

    private static string Member(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.GetString() is { } text
            ? text
            : throw new FormatException($"invalid signed manifest: no {name}");

    private static byte[] Decode(string base64Url) => Base64Url.DecodeFromUtf8(Encoding.UTF8.GetBytes(base64Url.TrimEnd('=')));
}
