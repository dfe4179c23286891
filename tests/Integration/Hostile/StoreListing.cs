namespace Berth.Integration.Hostile;

/// <summary>The names in the folders of an image store: what an operation left behind is a difference between two of them.</summary>
internal static class StoreListing
{
    private static readonly string[] s_folders = ["blobs/sha256", "layers", "recipes", "snapshots", "tmp", "trash"];

    public static string[] Of(string dataRoot) =>
    [
        .. s_folders.Select(folder => Path.Combine(dataRoot, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFileSystemEntries(folder)).Order(StringComparer.Ordinal),
    ];
}
