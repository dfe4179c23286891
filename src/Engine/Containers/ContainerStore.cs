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
    private static readonly string[] s_migrations =
    [
        "CREATE TABLE containers(id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, record BLOB NOT NULL) STRICT",
    ];

    private readonly MetadataDatabase _database;

    public ContainerStore(MetadataDatabase database)
    {
        _database = database;
        _database.Migrate("engine", s_migrations);
    }

    public IReadOnlyList<ContainerRecord> All() => _database.Read(session => session.Query(
        "SELECT record FROM containers", static row => Deserialize(row.GetFieldValue<byte[]>(0))));

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

    private static ContainerRecord Deserialize(byte[] json) =>
        JsonSerializer.Deserialize(json, EngineJson.Default.ContainerRecord)
        ?? throw new InvalidDataException("a container's record is empty");
}
