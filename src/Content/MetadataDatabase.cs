using Berth.Linux;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Berth.Content;

/// <summary>
/// The one SQLite file of a data root, <c>berth.db</c>. Each library owns its own tables and brings its own migrations; a
/// transaction is short and none spans I/O of another kind.
/// <code>
/// schema_versions(library TEXT PRIMARY KEY, version INTEGER)    how many of a library's migrations have run
/// </code>
/// </summary>
public sealed class MetadataDatabase : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    private MetadataDatabase(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens or makes the file: write-ahead log, foreign keys on, mode 0600.</summary>
    public static MetadataDatabase Open(string dataRoot)
    {
        raw.SetProvider(new SQLite3Provider_sqlite3());
        string path = Path.Combine(dataRoot, "berth.db");
        using (Fd.Open(path, OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0x180))
        {
            // SQLite would make it 0644.
        }

        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        var database = new MetadataDatabase(connection);
        database.Pragma("journal_mode=WAL");
        database.Pragma("synchronous=NORMAL");
        database.Pragma("foreign_keys=ON");
        database.Pragma("busy_timeout=5000");
        database.Write(static session => session.Execute(
            "CREATE TABLE IF NOT EXISTS schema_versions(library TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT"));
        return database;
    }

    /// <summary>
    /// Refuses a file that a newer version has written to, before anything of this version does: what that version keeps beside the
    /// tables known here would look like something that nobody owns.
    /// </summary>
    /// <param name="known">How many migrations each library of this version has.</param>
    /// <exception cref="InvalidOperationException">It was; it is as it was.</exception>
    public void RefuseNewer(IReadOnlyDictionary<string, int> known)
    {
        List<(string Library, long Version)> found = Read(static session => session.Query(
            "SELECT library, version FROM schema_versions ORDER BY library", static row => (row.GetString(0), row.GetInt64(1))));
        foreach ((string library, long version) in found)
        {
            if (version > known.GetValueOrDefault(library))
            {
                throw new InvalidOperationException(
                    $"the data root {Path.GetDirectoryName(_connection.DataSource)} was written by a newer version of Berth ({library} tables of version {version}, " +
                    $"known up to {known.GetValueOrDefault(library)}): it is left as it is; run that version, or another --data-root");
            }
        }
    }

    /// <summary>
    /// Brings a library's tables up to date: migration number n runs once, in order, each in one transaction with its record. A list
    /// only ever grows at its end.
    /// </summary>
    /// <exception cref="InvalidOperationException">The file was written by a newer version.</exception>
    public void Migrate(string library, IReadOnlyList<string> migrations)
    {
        long done = Read(session => session.Query(
            "SELECT version FROM schema_versions WHERE library=$library", static row => row.GetInt64(0), ("$library", library)))
            .FirstOrDefault();
        if (done > migrations.Count)
        {
            throw new InvalidOperationException($"the data root was written by a newer version ({library} tables {done}, known {migrations.Count})");
        }

        for (int version = (int)done + 1; version <= migrations.Count; version++)
        {
            int now = version;
            Write(session =>
            {
                session.Execute(migrations[now - 1]);
                session.Execute(
                    "INSERT INTO schema_versions VALUES($library, $version) ON CONFLICT(library) DO UPDATE SET version=$version",
                    ("$library", library), ("$version", now));
            });
        }
    }

    /// <summary>One transaction: all of <paramref name="work"/>, or, where it throws, nothing.</summary>
    public void Write(Action<DatabaseSession> work) => Write<object?>(session =>
    {
        work(session);
        return null;
    });

    /// <summary>
    /// The same, and it outlasts a power cut once this returns, with everything written before it. A plain <see cref="Write(Action{DatabaseSession})"/>
    /// survives the end of the process at once, a power cut some seconds later; either way all of it or nothing.
    /// </summary>
    public void WriteDurably(Action<DatabaseSession> work)
    {
        lock (_lock)
        {
            // Per connection, and only between transactions (https://sqlite.org/pragma.html#pragma_synchronous): FULL syncs the log
            // at each commit.
            Pragma("synchronous=FULL");
            try
            {
                Write(work);
            }
            finally
            {
                Pragma("synchronous=NORMAL");
            }
        }
    }

    /// <summary>The same with a result.</summary>
    /// <exception cref="LinuxException">The disk is full.</exception>
    public T Write<T>(Func<DatabaseSession, T> work)
    {
        lock (_lock)
        {
            try
            {
                using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
                T result = work(new DatabaseSession(_connection, transaction));
                transaction.Commit();
                return result;
            }
            catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_FULL)
            {
                throw new LinuxException("write", _connection.DataSource, Errno.ENOSPC);
            }
        }
    }

    /// <summary>A consistent look at the tables.</summary>
    public T Read<T>(Func<DatabaseSession, T> work)
    {
        lock (_lock)
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: true);
            return work(new DatabaseSession(_connection, transaction));
        }
    }

    public void Dispose() => _connection.Dispose();

    private void Pragma(string setting)
    {
        using SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // The settings are the constants above.
        command.CommandText = $"PRAGMA {setting}";
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
