using System.Collections.Concurrent;
using Berth.Linux;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Berth.Registry.Metadata.Sqlite;

/// <summary>
/// The one SQLite file of a registry, <c>DATA/registry.db</c>. Readers have connections of their own and never wait for a writer; writes go to one thread
/// (<see cref="WriteQueue"/>). Other processes (the commands for accounts, a collection) may use the file at the same time.
/// <code>
/// schema_versions(area TEXT PRIMARY KEY, version INTEGER)    how many of an area's migrations have run
/// </code>
/// </summary>
internal sealed class RegistryDatabase : IDisposable
{
    private readonly string _path;
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private readonly WriteQueue _writes;

    private RegistryDatabase(string path)
    {
        _path = path;
        _writes = new WriteQueue(Connect());
    }

    /// <summary>Where a data directory has it.</summary>
    public static string PathIn(string dataRoot) => Path.Combine(dataRoot, "registry.db");

    /// <summary>Opens or makes the file: write-ahead log, foreign keys on, mode 0600.</summary>
    /// <param name="dataRoot">The directory; it exists.</param>
    public static RegistryDatabase Open(string dataRoot)
    {
        raw.SetProvider(new SQLite3Provider_sqlite3());
        string path = PathIn(dataRoot);
        using (Fd.Open(path, OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0x180))
        {
            // SQLite would make it 0644.
        }

        return new RegistryDatabase(path);
    }

    /// <summary>Brings an area's tables up to date: migration number n runs once, in order, all in one transaction. A list only ever grows at its end.</summary>
    /// <exception cref="InvalidOperationException">The file was written by a newer version.</exception>
    public void Migrate(string area, IReadOnlyList<string> migrations) => _writes.RunAsync(
        session =>
        {
            session.ExecuteScript("CREATE TABLE IF NOT EXISTS schema_versions(area TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT");
            long done = session.First("SELECT version FROM schema_versions WHERE area = $area", static row => row.GetInt64(0), ("$area", area));
            if (done > migrations.Count)
            {
                throw new InvalidOperationException($"the data was written by a newer version ({area} tables {done}, known {migrations.Count})");
            }

            for (int version = (int)done; version < migrations.Count; version++)
            {
                session.ExecuteScript(migrations[version]);
            }

            session.Execute(
                "INSERT INTO schema_versions VALUES($area, $version) ON CONFLICT(area) DO UPDATE SET version = $version",
                ("$area", area), ("$version", migrations.Count));
            return true;
        },
        isDurable: true).GetAwaiter().GetResult();

    /// <summary>One statement's look at the tables; several statements may see different states.</summary>
    public T Read<T>(Func<SqliteSession, T> work)
    {
        if (!_readers.TryTake(out SqliteSession? session))
        {
            session = new SqliteSession(Connect());
        }

        T result;
        try
        {
            result = work(session);
        }
        catch
        {
            session.Dispose();
            throw;
        }

        _readers.Add(session);
        return result;
    }

    /// <summary>A look at one state of the tables by several statements.</summary>
    public T ReadConsistently<T>(Func<SqliteSession, T> work) => Read(session =>
    {
        session.Execute("BEGIN");
        T result = work(session);
        session.Execute("COMMIT");
        return result;
    });

    /// <summary>One transaction: all of <paramref name="work"/> or, where it throws, nothing. Once this returns it outlasts a power cut.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> work) => _writes.RunAsync(work, isDurable: true);

    /// <summary>The same, but only the end of the process is outlasted at once; a power cut, once something durable was written after it.</summary>
    public Task<T> WriteLazilyAsync<T>(Func<SqliteSession, T> work) => _writes.RunAsync(work, isDurable: false);

    /// <summary>Writes one state of all tables to another directory, which gets a file of its own.</summary>
    /// <param name="directory">It exists, and has none yet.</param>
    public void CopyTo(string directory) => Read(session => session.Execute("VACUUM INTO $path", ("$path", PathIn(directory))));

    public void Dispose()
    {
        _writes.Dispose();
        while (_readers.TryTake(out SqliteSession? session))
        {
            session.Dispose();
        }
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _path, Pooling = false }.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=10000";
        command.ExecuteNonQuery();
        return connection;
    }
}
