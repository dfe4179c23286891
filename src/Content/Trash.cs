using Berth.Linux;

namespace Berth.Content;

/// <summary>
/// Where things go that nobody needs any more: discarding is one rename, and a reaper in the background empties the folder, so that
/// no caller waits for a large tree to go. What a crash leaves is reaped after the next start.
/// <code>
/// DATA_ROOT/trash/RANDOM    a file or a tree, whatever it was
/// </code>
/// </summary>
public sealed class Trash : IDisposable
{
    private readonly string _path;
    private readonly Fd _directory;
    private readonly Lock _lock = new();
    private Task _reaping = Task.CompletedTask;
    private bool _again;
    private bool _closed;

    private Trash(string path)
    {
        _path = path;
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _directory = Fd.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
    }

    /// <summary>Opens the trash of a data root and starts emptying it.</summary>
    public static Trash Open(string dataRoot)
    {
        var trash = new Trash(Path.Combine(dataRoot, "trash"));
        trash.Reap();
        return trash;
    }

    /// <summary>Takes a file or directory on the same file system out of the way; nothing there is no error.</summary>
    public void Discard(string path)
    {
        string target = Path.Combine(_path, Path.GetRandomFileName());
        if (Directory.Exists(path))
        {
            Directory.Move(path, target);
        }
        else if (File.Exists(path))
        {
            File.Move(path, target);
        }
        else
        {
            return;
        }

        Reap();
    }

    /// <summary>Completes when everything discarded so far is gone.</summary>
    public Task WaitUntilEmptyAsync()
    {
        lock (_lock)
        {
            return _reaping;
        }
    }

    public void Dispose()
    {
        Task reaping;
        lock (_lock)
        {
            _closed = true;
            reaping = _reaping;
        }

        reaping.Wait();
        _directory.Dispose();
    }

    private void Reap()
    {
        lock (_lock)
        {
            _again = true;
            if (_reaping.IsCompleted && !_closed)
            {
                _reaping = Task.Run(ReapUntilEmpty);
            }
        }
    }

    private void ReapUntilEmpty()
    {
        while (true)
        {
            lock (_lock)
            {
                if (!_again || _closed)
                {
                    return;
                }

                _again = false;
            }

            RemoveAll();
        }
    }

    private void RemoveAll()
    {
        using Fd listing = Fd.Open(_path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        foreach (string name in FileTree.Names(listing))
        {
            try
            {
                FileTree.Remove(_directory, name);
            }
            catch (LinuxException)
            {
                // Busy or damaged: it is out of everyone's way, and the next start tries again.
            }
        }
    }
}
