using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Berth.Harness;

/// <summary>
/// Compares an image store's folders with its records, from outside and by itself: what berthd's own check at the start does not see
/// would not be seen by a test that asks berthd.
/// </summary>
public static class StoreOwnership
{
    /// <summary>What is on the disk without a record, and what records name that is not on the disk; a line each, sorted.</summary>
    /// <param name="dataRoot">Of a daemon that is doing nothing at the moment.</param>
    public static string[] Differences(string dataRoot)
    {
        using SqliteConnection connection = Open(dataRoot);
        string[] layers = Ask(connection, "SELECT DISTINCT directory FROM layers");
        string[] blobs = Ask(
            connection, "SELECT id FROM images UNION SELECT manifest FROM images WHERE manifest IS NOT NULL UNION SELECT digest FROM layer_archives WHERE kept=1");
        return
        [
            .. Compare(dataRoot, "blobs/sha256", [.. blobs.Select(digest => digest["sha256:".Length..])]),
            .. Compare(dataRoot, "layers", layers),
            .. Compare(dataRoot, "recipes", layers),
            .. Compare(dataRoot, "snapshots", Ask(connection, "SELECT container_id FROM snapshots")),
            .. Compare(dataRoot, "tmp", []),
            .. Compare(dataRoot, "trash", []),
            .. Ask(connection, "SELECT digest FROM layer_archives WHERE diff_id NOT IN (SELECT diff_id FROM layers)").Select(d => $"archive of no layer: {d}"),
            .. Ask(connection, Unreferenced).Select(d => $"layer of nobody: {d}"),
        ];
    }

    /// <summary>The first column of what a constant query finds.</summary>
    public static string[] Rows(string dataRoot, string sql)
    {
        using SqliteConnection connection = Open(dataRoot);
        return Ask(connection, sql);
    }

    /// <summary>Changes the records of a daemon that does not run, by a constant statement.</summary>
    public static void Change(string dataRoot, string sql)
    {
        using SqliteConnection connection = Open(dataRoot, SqliteOpenMode.ReadWrite);
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are constants of tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(string dataRoot, SqliteOpenMode mode = SqliteOpenMode.ReadOnly)
    {
        raw.SetProvider(new SQLite3Provider_sqlite3());
        string database = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(dataRoot, "berth.db"),
            Mode = mode,
            Pooling = false,
        }.ToString();
        var connection = new SqliteConnection(database);
        connection.Open();
        return connection;
    }

    // Layers that no image, container or other layer stands on.
    private const string Unreferenced = """
        SELECT chain_id FROM layers
        WHERE chain_id NOT IN (SELECT top_layer FROM images WHERE top_layer IS NOT NULL)
          AND chain_id NOT IN (SELECT top_layer FROM snapshots WHERE top_layer IS NOT NULL)
          AND chain_id NOT IN (SELECT parent FROM layers WHERE parent IS NOT NULL)
        """;

    private static IEnumerable<string> Compare(string dataRoot, string folder, IReadOnlyCollection<string> owned)
    {
        string path = Path.Combine(dataRoot, folder);
        string[] present = Directory.Exists(path) ? [.. Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry))] : [];
        return
        [
            .. present.Except(owned).Order(StringComparer.Ordinal).Select(name => $"without a record: {folder}/{name}"),
            .. owned.Except(present).Order(StringComparer.Ordinal).Select(name => $"not on the disk: {folder}/{name}"),
        ];
    }

    private static string[] Ask(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are the constants above.
        command.CommandText = sql;
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return [.. rows];
    }
}
