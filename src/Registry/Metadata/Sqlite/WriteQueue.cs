using System.Collections.Concurrent;
using Berth.Registry.Errors;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Berth.Registry.Metadata.Sqlite;

/// <summary>
/// All writes of a process, one after the other, on a thread of their own. Those that wait while a transaction is under way share the next one, so that
/// sixteen pushes at once cost one sync of the log, not sixteen: (1) take what waits, (2) begin, (3) each piece of work behind a savepoint, so that one that
/// throws takes nothing of the others along, (4) commit, (5) only now tell each its result.
/// </summary>
internal sealed class WriteQueue : IDisposable
{
    private const int LargestBatch = 128;

    private readonly SqliteSession _session;
    private readonly BlockingCollection<Work> _waiting = [];
    private readonly Thread _thread;
    private bool _isFull;

    public WriteQueue(SqliteConnection connection)
    {
        _session = new SqliteSession(connection);
        _thread = new Thread(Run) { IsBackground = true, Name = "registry.db" };
        _thread.Start();
    }

    /// <param name="isDurable">Whether the log is synced before the result is told.</param>
    public Task<T> RunAsync<T>(Func<SqliteSession, T> work, bool isDurable)
    {
        var entry = new Work<T>(work) { IsDurable = isDurable };
        _waiting.Add(entry);
        return entry.Task;
    }

    /// <summary>Lets what waits be written, then ends.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        _waiting.Dispose();
        _session.Dispose();
    }

    private void Run()
    {
        var batch = new List<Work>(LargestBatch);
        foreach (Work first in _waiting.GetConsumingEnumerable())
        {
            // 1.
            batch.Add(first);
            while (batch.Count < LargestBatch && _waiting.TryTake(out Work? next))
            {
                batch.Add(next);
            }

            try
            {
                Commit(batch);
            }
            catch (Exception e)
            {
                batch.ForEach(work => work.Fail(e));
            }

            // 5.
            batch.ForEach(static work => work.Tell());
            batch.Clear();
        }
    }

    private void Commit(List<Work> batch)
    {
        Synchronous(batch.Exists(static work => work.IsDurable));

        // 2.
        _session.Execute("BEGIN IMMEDIATE");
        try
        {
            // 3.
            foreach (Work work in batch)
            {
                _session.Execute("SAVEPOINT work");
                if (!work.Run(_session))
                {
                    _session.Execute("ROLLBACK TO work");
                }

                _session.Execute("RELEASE work");
            }

            // 4.
            _session.Execute("COMMIT");
        }
        catch
        {
            // A full disk may have rolled all of it back already.
            try
            {
                _session.Execute("ROLLBACK");
            }
            catch (SqliteException)
            {
            }

            throw;
        }
    }

    // Per connection, and only between transactions (https://sqlite.org/pragma.html#pragma_synchronous): FULL syncs the log at each commit.
    private void Synchronous(bool isFull)
    {
        if (isFull != _isFull)
        {
            _session.Execute(isFull ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
            _isFull = isFull;
        }
    }

    // What a client is told where it is the disk's failure and not a fault of ours.
    private static Exception Explain(Exception error) => error is SqliteException sqlite
        ? sqlite.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => new RegistryException(ErrorCode.Unavailable, "no space left on the registry's disk"),
            raw.SQLITE_IOERR or raw.SQLITE_READONLY => new RegistryException(ErrorCode.Unavailable, "the registry's disk has failed"),
            raw.SQLITE_BUSY => new RegistryException(ErrorCode.Unavailable, "another process holds the registry's database"),
            _ => error,
        }
        : error;

    private abstract class Work
    {
        public required bool IsDurable { get; init; }

        /// <returns>False: it has thrown, and is to be undone.</returns>
        public abstract bool Run(SqliteSession session);

        public abstract void Fail(Exception error);

        public abstract void Tell();
    }

    private sealed class Work<T>(Func<SqliteSession, T> work) : Work
    {
        private readonly TaskCompletionSource<T> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _error;

        public Task<T> Task => _told.Task;

        public override bool Run(SqliteSession session)
        {
            try
            {
                _result = work(session);
                return true;
            }
            catch (Exception e)
            {
                _error = Explain(e);
                return false;
            }
        }

        public override void Fail(Exception error) => _error ??= Explain(error);

        public override void Tell()
        {
            if (_error is null)
            {
                _told.SetResult(_result!);
            }
            else
            {
                _told.SetException(_error);
            }
        }
    }
}
