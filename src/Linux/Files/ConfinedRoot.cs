using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>
/// A directory that paths cannot leave. Every path is resolved by openat2(2) as if the directory were <c>/</c>
/// (<c>RESOLVE_IN_ROOT</c>), without magic links; what comes back is a descriptor, never a string, so that nobody can swap the
/// file between the check and the use.
/// </summary>
public sealed unsafe class ConfinedRoot : IDisposable
{
    private const ulong ResolveNoMagicLinks = 0x02;
    private const ulong ResolveNoSymlinks = 0x04;
    private const ulong ResolveInRoot = 0x10;

    private readonly Fd _directory;

    /// <summary>Takes ownership of <paramref name="directory"/>.</summary>
    public ConfinedRoot(Fd directory) => _directory = directory;

    public Fd Directory => _directory;

    public static ConfinedRoot Open(string path) => new(Fd.Open(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY));

    /// <summary>Opens <paramref name="path"/>, absolute or relative, both from this root.</summary>
    /// <exception cref="LinuxException">The path is not there, leaves by a magic link, or cannot be opened.</exception>
    public Fd OpenFile(string path, int flags, uint mode = 0) =>
        Resolve(path, flags, mode, ResolveInRoot | ResolveNoMagicLinks);

    /// <summary>The same, refusing every symbolic link on the way (ELOOP).</summary>
    public Fd OpenNoSymlinks(string path, int flags, uint mode = 0) =>
        Resolve(path, flags, mode, ResolveInRoot | ResolveNoMagicLinks | ResolveNoSymlinks);

    /// <summary>As <see cref="OpenFile"/>, but null where nothing is there (ENOENT, ENOTDIR).</summary>
    public Fd? TryOpenFile(string path, int flags)
    {
        try
        {
            return OpenFile(path, flags);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            return null;
        }
    }

    /// <summary>mkdir -p below the root: symbolic links on the way are followed inside the root; returns the last directory (O_PATH).</summary>
    public Fd MakeDirectories(string path, uint mode = 0x1ed)
    {
        Fd current = OpenFile(".", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        string walked = "";
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part is ".." or ".")
            {
                throw new LinuxException("mkdir", path, Errno.EINVAL);
            }

            walked = $"{walked}/{part}";
            Fd? next = TryOpenFile(walked, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
            if (next is null)
            {
                if (Libc.mkdirat_path(current.Number, part, mode) < 0 && Marshal.GetLastPInvokeError() != (int)Errno.EEXIST)
                {
                    current.Dispose();
                    throw LinuxException.FromLastError("mkdir", walked);
                }

                next = OpenFile(walked, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
            }

            current.Dispose();
            current = next;
        }

        return current;
    }

    public void Dispose() => _directory.Dispose();

    private Fd Resolve(string path, int flags, uint mode, ulong resolve)
    {
        var how = new Libc.OpenHow { flags = (uint)(flags | OpenFlags.O_CLOEXEC), mode = mode, resolve = resolve };
        nint fd;
        int attempts = 0;
        do
        {
            // EAGAIN: a rename elsewhere made the kernel unsure that ".." stayed inside; asking again is the documented answer. To a
            // limit: who renames fast enough could make it so for ever.
            attempts++;
            fd = Libc.openat2_path(Libc.SYS_openat2, _directory.Number, path, &how, (nuint)sizeof(Libc.OpenHow));
        }
        while (fd < 0 && (Fd.Interrupted() || (attempts < Sys.MostAttempts && Marshal.GetLastPInvokeError() == (int)Errno.EAGAIN)));

        return fd >= 0 ? new Fd((int)fd) : throw LinuxException.FromLastError("open", path);
    }
}
