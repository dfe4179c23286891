using System.Globalization;

namespace Berth.Registry.Collection;

/// <summary>A <see cref="CollectionReport"/> as the command prints it.</summary>
internal static class CollectionText
{
    public static string Of(CollectionReport report, bool isDryRun)
    {
        if (report.IsNothing)
        {
            return isDryRun ? "nothing would be removed" : "nothing to remove";
        }

        (int Count, string One, string Many)[] parts =
        [
            (report.Manifests, "untagged manifest", "untagged manifests"),
            (report.Links, "blob of a repository", "blobs of repositories"),
            (report.Blobs, "blob", "blobs"),
            (report.Uploads, "abandoned upload", "abandoned uploads"),
            (report.Orphans, "orphan file", "orphan files"),
        ];
        string list = string.Join(", ", parts.Where(static part => part.Count > 0).Select(static part => $"{part.Count} {(part.Count == 1 ? part.One : part.Many)}"));
        return string.Create(CultureInfo.InvariantCulture, $"{(isDryRun ? "would remove" : "removed")} {list}: {report.Bytes} bytes");
    }
}
