using Berth.Linux;

namespace Berth.Dns.Names;

/// <summary>A file that is read again when it is another one, or was changed, since the last time.</summary>
/// <param name="path">The file; it may not be there.</param>
/// <param name="most">The most bytes that are read of it; a longer one counts as empty.</param>
internal sealed class WatchedFile(string path, int most)
{
    private (ulong Inode, FileTime Modified, long Size) _stamp;
    private bool _wasRead;

    /// <summary>The content where it is new; null: as before.</summary>
    public byte[]? ReadIfChanged()
    {
        try
        {
            using Fd file = Fd.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY);
            FileStatus status = file.Status();
            (ulong, FileTime, long) stamp = (status.Inode, status.Modified, status.Size);
            if (_wasRead && stamp == _stamp)
            {
                return null;
            }

            _stamp = stamp;
            _wasRead = true;
            return BoundedFile.ReadAll(path, most);
        }
        catch (LinuxException)
        {
            // Gone, or being replaced by something odd: nothing is in it.
            bool isNew = !_wasRead || _stamp != default;
            _stamp = default;
            _wasRead = true;
            return isNew ? [] : null;
        }
    }
}
