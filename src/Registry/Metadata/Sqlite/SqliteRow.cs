using Berth.Registry.Storage;
using Microsoft.Data.Sqlite;

namespace Berth.Registry.Metadata.Sqlite;

/// <summary>Values of a row that are not SQLite's own types.</summary>
internal static class SqliteRow
{
    /// <exception cref="InvalidDataException">It is no upload's name: the file is damaged.</exception>
    public static UploadId Upload(SqliteDataReader row, int column) => UploadId.TryParse(row.GetString(column), out UploadId upload)
        ? upload
        : throw new InvalidDataException($"the database has \"{row.GetString(column)}\" where an upload's name should be");
}
