using System.Globalization;
using Berth.Linux;

namespace Berth.Runtime.Logs;

/// <summary>The files of one log, opened oldest first: rotation only renames them, so that what is open stays whole.</summary>
internal sealed class LogFileSet : IDisposable
{
    /// <summary>A rotation at the moment of opening is rare; twice in a row means something else is wrong.</summary>
    private const int MaxAttempts = 10;

    private readonly LinkedList<LogFile> _files;

    private LogFileSet(LinkedList<LogFile> files) => _files = files;

    /// <summary>Opens newest to oldest; a file met twice was renamed on the way, and the work starts over.</summary>
    public static LogFileSet Open(string path)
    {
        for (int attempt = 1; ; attempt++)
        {
            var files = new LinkedList<LogFile>();
            bool consistent = true;
            for (int number = 0; LogFile.TryOpen(Name(path, number)) is LogFile file; number++)
            {
                consistent &= !files.Any(other => other.Identity == file.Identity);
                files.AddFirst(file);
            }

            var set = new LogFileSet(files);
            if (consistent || attempt == MaxAttempts)
            {
                return set;
            }

            set.Dispose();
        }
    }

    /// <summary>The next entry of the files that are open.</summary>
    public bool TryRead(out LogEntry entry)
    {
        while (_files.First is { } first)
        {
            if (first.Value.TryRead(out entry))
            {
                return true;
            }

            if (first.Next is null)
            {
                // The newest is kept: it may grow.
                return false;
            }

            first.Value.Dispose();
            _files.RemoveFirst();
        }

        entry = default;
        return false;
    }

    /// <summary>Goes to the last <paramref name="count"/> entries.</summary>
    public void SkipToTail(int count)
    {
        for (LinkedListNode<LogFile>? node = _files.Last; node is not null; node = node.Previous)
        {
            count -= node.Value.SkipToTail(count);
            if (count > 0)
            {
                continue;
            }

            while (_files.First != node)
            {
                _files.First!.Value.Dispose();
                _files.RemoveFirst();
            }

            return;
        }
    }

    /// <summary>
    /// After all was read: whether there is a newer file than the newest here, because the log was rotated or has just begun;
    /// then reading goes on. Files that were rotated away twice while nobody read are found under their new names.
    /// </summary>
    public bool CrossOver(string path)
    {
        LogFile? last = _files.Last?.Value;
        if (FileIdentity.Of(path) is not FileIdentity newest || newest == last?.Identity)
        {
            return false;
        }

        using LogFileSet now = Open(path);
        LinkedListNode<LogFile>? next = now._files.First;
        for (LinkedListNode<LogFile>? node = next; node is not null && last is not null; node = node.Next)
        {
            if (node.Value.Identity == last.Identity)
            {
                next = node.Next;
                break;
            }
        }

        // What was the newest has been compressed meanwhile, and cannot be told from what is older and has been read: neither is read again.
        if (last is not null && next == now._files.First)
        {
            while (next?.Value.WasCompressed == true)
            {
                next = next.Next;
            }
        }

        bool found = false;
        while (next is not null)
        {
            LinkedListNode<LogFile> taken = next;
            next = next.Next;
            now._files.Remove(taken);
            _files.AddLast(taken);
            found = true;
        }

        return found;
    }

    public void Dispose()
    {
        foreach (LogFile file in _files)
        {
            file.Dispose();
        }

        _files.Clear();
    }

    private static string Name(string path, int number) =>
        number == 0 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}.{number}");
}
