using System.Security.Cryptography;

namespace Berth.Registry.Storage.Files;

/// <summary>
/// Hashes of uploads between two of their chunks, so that the file need not be read again at the end: a cache, bounded, that may forget any of them. One is
/// good for the very file and length it was kept for; where another process has appended meanwhile, it is dropped.
/// </summary>
internal sealed class UploadHashes : IDisposable
{
    /// <summary>Uploads; some 500 bytes each.</summary>
    private const int Capacity = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<UploadId, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byAge = [];

    /// <summary>Hands out what was kept, which is then the caller's; null where there is none for this state of the file.</summary>
    public IncrementalHash? Take(UploadId upload, ulong inode, long length)
    {
        Entry? entry = Remove(upload);
        if (entry is null || (entry.Inode == inode && entry.Length == length))
        {
            return entry?.Hash;
        }

        entry.Hash.Dispose();
        return null;
    }

    /// <summary>Takes ownership of <paramref name="hash"/>.</summary>
    public void Keep(UploadId upload, ulong inode, long length, IncrementalHash hash)
    {
        Drop(upload);
        IncrementalHash? oldest = null;
        lock (_lock)
        {
            if (_byAge.Count == Capacity)
            {
                oldest = _byAge.First!.Value.Hash;
                _entries.Remove(_byAge.First.Value.Upload);
                _byAge.RemoveFirst();
            }

            _entries[upload] = _byAge.AddLast(new Entry(upload, inode, length, hash));
        }

        oldest?.Dispose();
    }

    public void Drop(UploadId upload) => Remove(upload)?.Hash.Dispose();

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (Entry entry in _byAge)
            {
                entry.Hash.Dispose();
            }

            _byAge.Clear();
            _entries.Clear();
        }
    }

    private Entry? Remove(UploadId upload)
    {
        lock (_lock)
        {
            if (!_entries.Remove(upload, out LinkedListNode<Entry>? node))
            {
                return null;
            }

            _byAge.Remove(node);
            return node.Value;
        }
    }

    private sealed record Entry(UploadId Upload, ulong Inode, long Length, IncrementalHash Hash);
}
