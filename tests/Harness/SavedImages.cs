using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Berth.Harness;

/// <summary>Looks into what <c>save</c> wrote: whether every layer has the bytes that its image's configuration says.</summary>
public static class SavedImages
{
    private const int MaxDocument = 16 << 20;

    /// <summary>What is wrong, a line each; empty where all is as it should be.</summary>
    public static async Task<string[]> ProblemsAsync(Stream archive)
    {
        var hashes = new Dictionary<string, string>();
        var documents = new Dictionary<string, byte[]>();
        await using var tar = new TarReader(archive, leaveOpen: true);
        while (await tar.GetNextEntryAsync() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            {
                continue;
            }

            // There is no stream where there is no content.
            if (entry.DataStream is null || entry.Length < MaxDocument)
            {
                byte[] bytes = new byte[entry.Length];
                await (entry.DataStream ?? Stream.Null).ReadExactlyAsync(bytes);
                documents[entry.Name] = bytes;
                hashes[entry.Name] = Convert.ToHexStringLower(SHA256.HashData(bytes));
            }
            else
            {
                hashes[entry.Name] = Convert.ToHexStringLower(await SHA256.HashDataAsync(entry.DataStream));
            }
        }

        JsonArray images = JsonNode.Parse(documents["manifest.json"])!.AsArray();
        return [.. images.SelectMany(image => Problems(image!, documents, hashes))];
    }

    private static IEnumerable<string> Problems(JsonNode image, Dictionary<string, byte[]> documents, Dictionary<string, string> hashes)
    {
        string config = (string)image["Config"]!;
        string[] layers = [.. image["Layers"]!.AsArray().Select(layer => (string)layer!)];
        string[] diffIds = [.. JsonNode.Parse(documents[config])!["rootfs"]!["diff_ids"]!.AsArray().Select(digest => (string)digest!)];
        if (layers.Length != diffIds.Length)
        {
            yield return $"{config}: {layers.Length} layers, its configuration lists {diffIds.Length}";
        }

        foreach (var (layer, diffId) in layers.Zip(diffIds))
        {
            if (!hashes.TryGetValue(layer, out string? hash))
            {
                yield return $"{config}: no file {layer}";
            }
            else if ($"sha256:{hash}" != diffId)
            {
                yield return $"{config}: {layer} is sha256:{hash}, not {diffId}";
            }
        }
    }
}
