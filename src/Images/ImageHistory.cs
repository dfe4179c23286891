using System.Globalization;
using Berth.Oci;

namespace Berth.Images;

/// <summary>An image's history as <c>docker history</c> tells it.</summary>
internal static class ImageHistory
{
    /// <param name="sizeOf">Bytes of the layer on top of a chain.</param>
    public static IReadOnlyList<ImageHistoryLine> Of(ImageRecord image, Catalog catalog, Func<Digest, long> sizeOf)
    {
        var lines = new List<ImageHistoryLine>();
        int layer = 0;
        foreach (HistoryEntry entry in image.Config.History ?? [])
        {
            if (!entry.EmptyLayer && layer >= image.Layers.Count)
            {
                throw new ImageException(ImageErrorKind.System, "too many non-empty layers in History section");
            }

            long size = entry.EmptyLayer ? 0 : sizeOf(image.Layers[layer++]);
            lines.Add(new ImageHistoryLine(null, Time(entry.Created), entry.CreatedBy ?? "", entry.Comment ?? "", size, []));
        }

        lines.Reverse();
        NameSteps(lines, image, catalog);
        return lines;
    }

    // The newest step made this image, the one before its parent, as long as parents are here.
    private static void NameSteps(List<ImageHistoryLine> lines, ImageRecord image, Catalog catalog)
    {
        ImageRecord? next = image;
        for (int i = 0; i < lines.Count && next is not null; i++)
        {
            lines[i] = lines[i] with { Id = next.Id, Tags = next.RepoTags };
            next = next.Parent is { } parent ? catalog.Images.GetValueOrDefault(parent) : null;
        }
    }

    private static DateTimeOffset Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : DateTimeOffset.UnixEpoch;
}
