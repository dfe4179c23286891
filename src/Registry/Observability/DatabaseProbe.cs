using Berth.Registry.Metadata.Sqlite;

namespace Berth.Registry.Observability;

/// <summary>A row is written and read back.</summary>
internal sealed class DatabaseProbe(RegistryDatabase database, TimeProvider time) : IHealthProbe
{
    public static IReadOnlyList<string> Migrations { get; } = ["CREATE TABLE health(id INTEGER PRIMARY KEY CHECK(id = 0), touched_at INTEGER NOT NULL) STRICT"];

    public string Name => "database";

    public async Task TouchAsync(CancellationToken cancellation)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await database.WriteLazilyAsync(session => session.Execute("INSERT INTO health VALUES(0, $now) ON CONFLICT(id) DO UPDATE SET touched_at = $now", ("$now", now)));
        database.Read(static session => session.First("SELECT touched_at FROM health", static row => row.GetInt64(0)));
    }
}
