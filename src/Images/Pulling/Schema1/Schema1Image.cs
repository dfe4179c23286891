using System.Text;
using System.Text.Json;
using Berth.Oci;

namespace Berth.Images.Pulling.Schema1;

/// <summary>
/// An image of schema 1, which has no configuration of its own: each layer brings what docker 1.0 knew of the image up to there. As
/// docker up to version 27 did (moby, distribution/pull_v2.go and image/v1/imagev1.go):
/// <list type="number">
/// <item>The document's payload is read; as many layers as history entries, at least one.</item>
/// <item>Each entry's parent must be the entry after it, the last has none; a repeated one is dropped.</item>
/// <item>The layers of entries that changed no file (<c>throwaway</c>) are not fetched.</item>
/// <item>When the diff IDs are known, a configuration is written around them, from the topmost entry; it has the same bytes as
/// docker's, so that the image's ID is the same.</item>
/// </list>
/// </summary>
internal sealed class Schema1Image
{
    private const string FirstVersionToKeep = "1.8.3";

    // Lowest first.
    private readonly IReadOnlyList<Step> _steps;

    private Schema1Image(IReadOnlyList<Step> steps) => _steps = steps;

    /// <summary>The archives to fetch, lowest first.</summary>
    public IReadOnlyList<Digest> Layers => [.. _steps.Where(static s => !s.IsThrowaway).Select(static s => s.BlobSum)];

    /// <param name="payload">The document without its signatures.</param>
    /// <param name="name">Of the image, for messages.</param>
    /// <param name="maxSteps">How many entries it may have.</param>
    /// <exception cref="ImageException">InvalidParameter: it breaks the format, in docker's words.</exception>
    public static Schema1Image Read(ReadOnlyMemory<byte> payload, string name, int maxSteps)
    {
        // 1. The document.
        Schema1Document document = ImageDocuments.Parse(payload.Span, Schema1Json.Default.Schema1Document, "image manifest");
        var (layers, history) = (document.Layers ?? [], document.History ?? []);
        if (document.SchemaVersion != 1)
        {
            throw ImageException.Invalid($"unsupported schema version {document.SchemaVersion} for \"{name}\"");
        }

        if (layers.Count != history.Count)
        {
            throw ImageException.Invalid($"length of history not equal to number of layers for \"{name}\"");
        }

        if (layers.Count == 0)
        {
            throw ImageException.Invalid($"no FSLayers in manifest for \"{name}\"");
        }

        if (layers.Count > maxSteps)
        {
            throw ImageException.Invalid($"max depth exceeded: the image has {layers.Count} history entries, at most {maxSteps} are supported");
        }

        List<Step> steps = [.. layers.Zip(history, static (layer, entry) => Step.Read(layer?.BlobSum ?? default, entry?.Compatibility))];

        // 2. The chain of parents.
        CheckChain(steps);
        steps.Reverse();
        return new Schema1Image(steps);
    }

    /// <summary>The configuration of the image, byte for byte docker's.</summary>
    /// <param name="diffIds">Of the layers that were fetched, lowest first.</param>
    /// <exception cref="ImageException">InvalidParameter: the topmost entry has members of types that they cannot have.</exception>
    public byte[] MakeConfig(IReadOnlyList<Digest> diffIds)
    {
        // 4. The topmost entry's members, the layers and the history, sorted by name.
        try
        {
            SortedDictionary<string, byte[]> members = TopMembers();
            members["rootfs"] = RootFs(diffIds);
            members["history"] = History();
            var json = new GoJson().Open('{');
            foreach (var (name, value) in members)
            {
                json.Name(name).Raw(value);
            }

            return json.Close('}').Written.ToArray();
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            throw ImageException.Invalid($"invalid v1Compatibility: {e.Message}", e);
        }
    }

    private static void CheckChain(List<Step> steps)
    {
        if (steps[^1].Parent.Length > 0)
        {
            throw ImageException.Invalid("invalid parent ID in the base layer of the image");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        string last = "";
        foreach (Step step in steps)
        {
            if (!seen.Add(step.Id) && step.Id != last)
            {
                throw ImageException.Invalid($"ID {step.Id} appears multiple times in manifest");
            }

            last = step.Id;
        }

        for (int i = steps.Count - 2; i >= 0; i--)
        {
            if (steps[i].Id == steps[i + 1].Id)
            {
                steps.RemoveAt(i);
            }
            else if (steps[i].Parent != steps[i + 1].Id)
            {
                throw ImageException.Invalid($"invalid parent ID. Expected {steps[i + 1].Id}, got {steps[i].Parent}");
            }
        }
    }

    private SortedDictionary<string, byte[]> TopMembers()
    {
        JsonElement top = _steps[^1].Image;
        string version = CompatibilityRewrite.Find(top, "docker_version")?.GetString() ?? "";
        var members = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        if (IsOlder(version, FirstVersionToKeep))
        {
            foreach (var (name, value) in CompatibilityRewrite.Rewrite(top))
            {
                members[name] = value;
            }

            return members;
        }

        foreach (JsonProperty property in top.EnumerateObject())
        {
            if (property.Name is not ("id" or "parent" or "Size" or "parent_id" or "layer_id" or "throwaway"))
            {
                members[property.Name] = GoJson.Compact(Encoding.UTF8.GetBytes(property.Value.GetRawText()));
            }
        }

        return members;
    }

    private static byte[] RootFs(IReadOnlyList<Digest> diffIds)
    {
        var json = new GoJson().Open('{').Name("type").Text("layers");
        if (diffIds.Count > 0)
        {
            json.Name("diff_ids").Open('[');
            foreach (Digest diffId in diffIds)
            {
                json.Text(diffId.ToString());
            }

            json.Close(']');
        }

        return json.Close('}').Written.ToArray();
    }

    private byte[] History()
    {
        var json = new GoJson().Open('[');
        foreach (Step step in _steps)
        {
            json.Open('{').Name("created").Text(step.Created);
            WriteUnlessEmpty(json, "author", step.Text("author"));
            WriteUnlessEmpty(json, "created_by", step.CreatedBy);
            WriteUnlessEmpty(json, "comment", step.Text("comment"));
            if (step.IsThrowaway)
            {
                json.Name("empty_layer").Boolean(true);
            }

            json.Close('}');
        }

        return json.Close(']').Written.ToArray();
    }

    private static void WriteUnlessEmpty(GoJson json, string name, string text)
    {
        if (text.Length > 0)
        {
            json.Name(name).Text(text);
        }
    }

    // Numbers between dots; what is no number counts as 0, as docker compares versions.
    private static bool IsOlder(string version, string than)
    {
        string[] left = version.Split('.');
        string[] right = than.Split('.');
        for (int i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            int difference = Number(left, i).CompareTo(Number(right, i));
            if (difference != 0)
            {
                return difference < 0;
            }
        }

        return false;
    }

    private static int Number(string[] parts, int i) =>
        i < parts.Length && int.TryParse(parts[i], System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out int number) ? number : 0;

    /// <summary>One entry and its archive.</summary>
    private sealed record Step(Digest BlobSum, JsonElement Image, string Id, string Parent, bool IsThrowaway)
    {
        public string Created => CompatibilityRewrite.Find(Image, "created") is { } created ? GoTime.Rewrite(created.GetString()!) : GoTime.Zero;

        public string CreatedBy => CompatibilityRewrite.Find(Image, "container_config") is { } container
            && CompatibilityRewrite.Find(container, "Cmd") is { } command ? Joined(command) : "";

        public static Step Read(Digest blobSum, string? compatibility)
        {
            if (blobSum.IsEmpty)
            {
                throw ImageException.Invalid("invalid image manifest: a layer has no blobSum");
            }

            try
            {
                JsonElement image = JsonDocument.Parse(compatibility ?? "").RootElement;
                string id = CompatibilityRewrite.Find(image, "id")?.GetString() ?? "";
                if (!Reference.IsBareImageId(id))
                {
                    throw ImageException.Invalid($"image ID \"{id}\" is invalid");
                }

                return new Step(
                    blobSum,
                    image,
                    id,
                    CompatibilityRewrite.Find(image, "parent")?.GetString() ?? "",
                    CompatibilityRewrite.Find(image, "throwaway")?.GetBoolean() ?? false);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                throw ImageException.Invalid($"invalid v1Compatibility: {e.Message}", e);
            }
        }

        public string Text(string name) => CompatibilityRewrite.Find(Image, name)?.GetString() ?? "";

        private static string Joined(JsonElement command) => command.ValueKind == JsonValueKind.String
            ? command.GetString()!
            : string.Join(' ', command.EnumerateArray().Select(static part => part.GetString()));
    }
}
