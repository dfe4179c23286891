using System.Runtime.CompilerServices;

namespace Berth.Runtime.Logs;

/// <summary>
/// Reads a <c>json-file</c> log, rotated files included, while its writer may be appending and rotating.
/// <list type="number">
/// <item>Open all files of the log, oldest first, as one consistent set.</item>
/// <item>Find the entry that <see cref="LogReadOptions.Tail"/> begins at, from the end backwards.</item>
/// <item>Read the files one after the other.</item>
/// <item>When following: wait for the newest to grow, and cross over to the next file after each rotation.</item>
/// </list>
/// </summary>
public sealed class JsonFileLogReader(string path)
{
    /// <summary>Entries in the order they were written. A log that is not there (yet) has none.</summary>
    public async IAsyncEnumerable<LogEntry> ReadAsync(
        LogReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // The watch comes first: what is written from here on is either read or announced.
        using LogWatch? watch = options.FollowUntil is null ? null : new LogWatch(path);

        // 1. One consistent set.
        using LogFileSet files = LogFileSet.Open(path);

        // 2. Where to begin.
        if (options.Tail is int tail)
        {
            files.SkipToTail(tail);
        }

        var filter = new LogTimeFilter(options);
        while (true)
        {
            // 3. and 4. Whether the end has come is asked before reading, so that the last lines are not missed.
            bool ended = options.FollowUntil?.IsCompleted ?? true;
            while (files.TryRead(out LogEntry entry))
            {
                cancellationToken.ThrowIfCancellationRequested();
                switch (filter.Judge(entry))
                {
                    case LogVerdict.Pass:
                        yield return entry;
                        break;
                    case LogVerdict.Stop:
                        yield break;
                }
            }

            if (files.CrossOver(path))
            {
                continue;
            }

            if (ended)
            {
                yield break;
            }

            await watch!.WaitAsync(options.FollowUntil!, cancellationToken).ConfigureAwait(false);
        }
    }
}
