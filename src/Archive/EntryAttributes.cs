using Berth.Linux;

namespace Berth.Archive;

/// <summary>Sets the extended attributes of an entry that files may be given (<see cref="ArchiveXattrs"/>).</summary>
internal static class EntryAttributes
{
    public delegate void Setter(string name, ReadOnlySpan<byte> value);

    /// <summary>Where the file system or the user's rights know no such attribute, it is left out, as docker does.</summary>
    public static void Set(TarEntry entry, Setter set)
    {
        foreach (var (name, value) in entry.Xattrs)
        {
            if (!ArchiveXattrs.IsAllowed(name))
            {
                continue;
            }

            try
            {
                set(name, value);
            }
            catch (LinuxException e) when (e.Errno is Errno.EOPNOTSUPP or Errno.EPERM)
            {
            }
        }
    }
}
