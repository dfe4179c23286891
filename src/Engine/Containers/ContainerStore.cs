using System.Text.Json;
using Berth.Content;

namespace Berth.Engine.Containers;

/// <summary>
/// The containers on disk.
/// <code>
/// containers(id TEXT PRIMARY KEY, name TEXT UNIQUE, record BLOB)      record: ContainerRecord as JSON
/// </code>
/// </summary>
internal sealed class ContainerStore
{
    /// <summary>The name of these tables in <c>schema_versions</c>.</summary>
    public const string Library = "engine";

    private static readonly string[] s_migrations =
    [
        "CREATE TABLE containers(id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, record BLOB NOT NULL) STRICT",
    ];

    private readonly MetadataDatabase _database;

    public ContainerStore(MetadataDatabase database)
    {
        _database = database;
        _database.Migrate(Library, s_migrations);
    }

    /// <summary>The version of the tables that this engine writes.</summary>
    public static int Version => s_migrations.Length;

    public IReadOnlyList<StoredContainer> All() => _database.Read(session => session.Query(
        "SELECT id, name, record FROM containers",
        static row => StoredContainer.Read(row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2))));

    /// <summary>Inserts or replaces.</summary>
    public void Put(ContainerRecord record)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(record, EngineJson.Default.ContainerRecord);
        _database.Write(session => session.Execute(
            "INSERT INTO containers(id, name, record) VALUES($id, $name, $record) " +
            "ON CONFLICT(id) DO UPDATE SET name=excluded.name, record=excluded.record",
            ("$id", record.Id), ("$name", record.Name), ("$record", json)));
    }

    public void Delete(string id) =>
        _database.Write(session => session.Execute("DELETE FROM containers WHERE id=$id", ("$id", id)));
}
