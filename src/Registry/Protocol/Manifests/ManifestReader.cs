using System.Text.Json;
using Berth.Oci;
using Berth.Registry.Errors;

namespace Berth.Registry.Protocol.Manifests;

/// <summary>
/// Reads a manifest that a client sent. It is stored byte for byte and unknown members are none of our business, but what two readers could understand
/// differently is refused: members twice, members in another case (Go's reader takes them), an index that has layers (CVE-2021-41190).
/// </summary>
internal static class ManifestReader
{
    /// <summary>Configuration, layers or listed manifests, at most.</summary>
    public const int MostEntries = 10_000;

    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    private static readonly HashSet<string> s_members = new(StringComparer.OrdinalIgnoreCase)
    {
        "schemaVersion", "mediaType", "artifactType", "config", "layers", "manifests", "subject", "annotations",
    };

    private static readonly HashSet<string> s_entryMembers = new(StringComparer.OrdinalIgnoreCase) { "mediaType", "digest", "size", "urls" };

    /// <param name="contentType">The request's; null: the document says itself what it is.</param>
    /// <exception cref="RegistryException"><see cref="ErrorCode.ManifestInvalid"/></exception>
    public static ManifestDocument Read(ReadOnlyMemory<byte> content, string? contentType)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(content, s_json);
            return Read(json.RootElement, contentType);
        }
        catch (JsonException e)
        {
            throw new RegistryException(ErrorCode.ManifestInvalid, $"the manifest is not JSON as it has to be: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            // Text with half of a surrogate pair.
            throw Invalid("the manifest has text that is not Unicode");
        }
    }

    private static ManifestDocument Read(JsonElement root, string? contentType)
    {
        RequireObject(root, "the manifest", s_members);
        if (!root.TryGetProperty("schemaVersion", out JsonElement version) || version.ValueKind != JsonValueKind.Number
            || !version.TryGetInt32(out int schema) || schema != 2)
        {
            throw Invalid("schemaVersion has to be 2");
        }

        string mediaType = MediaType(root, contentType);
        bool isIndex = MediaTypes.IsIndex(mediaType);
        foreach (string other in isIndex ? (ReadOnlySpan<string>)["config", "layers"] : ["manifests"])
        {
            if (root.TryGetProperty(other, out _))
            {
                throw Invalid($"{mediaType} has no {other}");
            }
        }

        IReadOnlyList<ManifestEntry> blobs = isIndex ? [] : [Entry(Member(root, "config"), "config"), .. Entries(root, "layers")];
        return new ManifestDocument
        {
            MediaType = mediaType,
            ArtifactType = Text(root, "artifactType") ?? (isIndex ? null : blobs[0].MediaType),
            Subject = root.TryGetProperty("subject", out JsonElement subject) && subject.ValueKind != JsonValueKind.Null
                ? Entry(subject, "subject").Digest
                : null,
            AnnotationsJson = Annotations(root),
            Blobs = blobs,
            Children = isIndex ? Entries(root, "manifests") : [],
        };
    }

    // What the request and the document say has to be the same; either may be silent.
    private static string MediaType(JsonElement root, string? contentType)
    {
        string? sent = contentType?.Split(';', 2)[0].Trim() is { Length: > 0 } given ? given : null;
        string? own = Text(root, "mediaType");
        if (sent is not null && own is not null && sent != own)
        {
            throw Invalid($"Content-Type is {sent}, but mediaType is {own}");
        }

        string mediaType = sent ?? own ?? (root.TryGetProperty("manifests", out _) ? MediaTypes.OciIndex : MediaTypes.OciManifest);
        return MediaTypes.IsIndex(mediaType) || MediaTypes.IsManifest(mediaType)
            ? mediaType
            : throw Invalid(MediaTypes.IsSchema1(mediaType) ? "docker's schema 1 is not supported" : $"{mediaType} is not the type of a manifest");
    }

    private static List<ManifestEntry> Entries(JsonElement root, string name)
    {
        var entries = new List<ManifestEntry>();
        if (!root.TryGetProperty(name, out JsonElement list) || list.ValueKind == JsonValueKind.Null)
        {
            return entries;
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MostEntries)
        {
            throw Invalid($"{name} has to be a list of at most {MostEntries}");
        }

        foreach (JsonElement entry in list.EnumerateArray())
        {
            entries.Add(Entry(entry, name));
        }

        return entries;
    }

    private static ManifestEntry Entry(JsonElement entry, string where)
    {
        RequireObject(entry, where, s_entryMembers);
        if (!Digest.TryParse(Text(entry, "digest"), out Digest digest))
        {
            throw Invalid($"{where} has an invalid digest");
        }

        return Member(entry, "size") is { ValueKind: JsonValueKind.Number } size && size.TryGetInt64(out long bytes) && bytes >= 0
            ? new ManifestEntry(Text(entry, "mediaType"), digest, bytes)
            : throw Invalid($"{where} has an invalid size");
    }

    private static string? Annotations(JsonElement root)
    {
        if (!root.TryGetProperty("annotations", out JsonElement annotations) || annotations.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (annotations.ValueKind != JsonValueKind.Object || annotations.EnumerateObject().Any(static a => a.Value.ValueKind != JsonValueKind.String))
        {
            throw Invalid("annotations have to be an object of strings");
        }

        return annotations.GetRawText();
    }

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) ? value : throw Invalid($"{name} is missing");

    // Empty counts as missing, as the specification has it of artifactType.
    private static string? Text(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String
            ? value.GetString() is { Length: > 0 } text ? text : null
            : throw Invalid($"{name} has to be a string");
    }

    private static void RequireObject(JsonElement element, string where, HashSet<string> members)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Invalid($"{where} has to be an object");
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (members.TryGetValue(property.Name, out string? known) && known != property.Name)
            {
                throw Invalid($"{where} has {property.Name}, which some would take for {known}");
            }
        }
    }

    private static RegistryException Invalid(string message) => new(ErrorCode.ManifestInvalid, message);
}
