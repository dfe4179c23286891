using Berth.Registry.Storage;

namespace Berth.Registry.Metadata.Sqlite;

/// <summary>Looks in <c>blobs</c> and <c>uploads</c>, both in one statement: an upload that becomes a blob meanwhile is in one of them.</summary>
internal sealed class SqliteStoredNames(RegistryDatabase database) : IStoredNames
{
    private const string IsKnown =
        """
        SELECT 1 WHERE EXISTS(SELECT 1 FROM uploads WHERE id = $upload)
            OR EXISTS(SELECT 1 FROM blobs WHERE upload = $upload AND digest = $digest)
        """;

    public IReadOnlyList<StoredItem> Unknown(IReadOnlyList<StoredItem> items) => database.Read(session => items
        .Where(item => !session.First(
            IsKnown, static row => true, ("$upload", item.Upload.ToString()), ("$digest", item.Blob?.Digest.ToString())))
        .ToList());
}
