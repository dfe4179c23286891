using Berth.Linux;

namespace Berth.Runtime.Execute;

/// <summary>Paths of the container: resolved below its root, returned as descriptors, never walked twice.</summary>
internal static unsafe partial class Child
{
    private const int PathMax = 4096;
    private const ulong InRoot = Sys.RESOLVE_IN_ROOT | Sys.RESOLVE_NO_MAGICLINKS;
    private const ulong InProc = InRoot | Sys.RESOLVE_NO_XDEV;
    private const int MostLinks = 40;
    private const int DanglingLink = int.MinValue;
    private const int O_CLOEXEC_PATH = OpenFlags.O_PATH | OpenFlags.O_CLOEXEC;

    /// <summary>An O_PATH descriptor of what is there, or -errno.</summary>
    private static int Resolve(int root, byte* path, ulong further) =>
        Sys.openat2(root, path, O_CLOEXEC_PATH, 0, InRoot | further);

    /// <summary>The same for a directory, made with its parents where it is missing.</summary>
    private static int MakePath(int root, byte* path, uint mode, ulong further)
    {
        ulong flags = O_CLOEXEC_PATH | (uint)Sys.O_DIRECTORY;
        int directory = Sys.openat2(root, path, flags, 0, InRoot | further);
        if (directory != -(int)Linux.Errno.ENOENT)
        {
            return directory;
        }

        byte* prefix = stackalloc byte[PathMax];
        byte* detour = stackalloc byte[PathMax];
        for (int links = 0; links <= MostLinks; links++)
        {
            directory = MakeComponents(root, path, mode, further, prefix, detour);
            if (directory != DanglingLink)
            {
                return directory;
            }

            path = detour;
        }

        return -(int)Linux.Errno.ELOOP;
    }

    /// <summary>Or <see cref="DanglingLink"/>, with the path that the link stands for in <paramref name="detour"/>.</summary>
    private static int MakeComponents(int root, byte* path, uint mode, ulong further, byte* prefix, byte* detour)
    {
        // Every prefix is resolved from the root again, so that links on the way mean what they mean in the container.
        ulong flags = O_CLOEXEC_PATH | (uint)Sys.O_DIRECTORY;
        int parent = Sys.openat2(root, Literal("/"u8), flags, 0, InRoot);
        int position = 0;
        while (parent >= 0 && NextComponent(path, &position, prefix, out int name))
        {
            int next = Sys.openat2(root, prefix, flags, 0, InRoot | further);
            if (next == -(int)Linux.Errno.ENOENT)
            {
                int made = Sys.mkdirat(parent, prefix + name, mode);
                next = made < 0 && made != -(int)Linux.Errno.EEXIST ? made : Sys.openat2(root, prefix, flags, 0, InRoot | further);
            }

            if (next == -(int)Linux.Errno.ENOENT)
            {
                next = FollowLink(parent, prefix, name, path + position, detour);
            }

            Sys.close(parent);
            parent = next;
        }

        return parent;
    }

    /// <summary>
    /// What a link to nothing stands for, in words: what is made is made where the link says, in the container. As text only, to be
    /// resolved below the root like any other path.
    /// </summary>
    /// <param name="parent">The directory that the link is in.</param>
    /// <param name="prefix">The path up to the end of the link's name, which begins at <paramref name="name"/>.</param>
    /// <param name="rest">What comes after the link.</param>
    /// <param name="detour">Gets the new path; <paramref name="rest"/> may lie in it.</param>
    private static int FollowLink(int parent, byte* prefix, int name, byte* rest, byte* detour)
    {
        byte* target = stackalloc byte[PathMax];
        int length = Sys.readlinkat(parent, prefix + name, target, PathMax);
        if (length <= 0)
        {
            return length < 0 ? length : -(int)Linux.Errno.ENOENT;
        }

        int before = target[0] == '/' ? 0 : name;
        int after = Length(rest);
        if (before + length + after >= PathMax)
        {
            return -(int)Linux.Errno.ENAMETOOLONG;
        }

        // The rest first: forwards or backwards, as the two overlap.
        Move(rest, detour + before + length, after + 1);
        Move(prefix, detour, before);
        Move(target, detour + before, length);
        return DanglingLink;
    }

    private static void Move(byte* from, byte* to, int length)
    {
        for (int i = 0; i < length; i++)
        {
            int at = from > to ? i : length - 1 - i;
            to[at] = from[at];
        }
    }

    /// <summary>Copies <paramref name="path"/> up to the end of its next component; says where that component begins.</summary>
    private static bool NextComponent(byte* path, int* position, byte* prefix, out int name)
    {
        int i = *position;
        while (path[i] == '/' && i < PathMax - 1)
        {
            prefix[i] = path[i];
            i++;
        }

        name = i;
        while (path[i] != 0 && path[i] != '/' && i < PathMax - 1)
        {
            prefix[i] = path[i];
            i++;
        }

        prefix[i] = 0;
        *position = i;
        return i > name;
    }

    /// <summary>The directory that <paramref name="path"/> is in, made where it is missing; the last component's place in the path.</summary>
    private static int MakeParent(int root, byte* path, out byte* name)
    {
        byte* parent = stackalloc byte[PathMax];
        int length = Length(path);
        name = path;
        if (length >= PathMax)
        {
            return -(int)Linux.Errno.ENAMETOOLONG;
        }

        int slash = length - 1;
        while (slash > 0 && path[slash] != '/')
        {
            slash--;
        }

        for (int i = 0; i < slash; i++)
        {
            parent[i] = path[i];
        }

        if (slash == 0)
        {
            parent[slash++] = (byte)'/';
            name = path[0] == '/' ? path + 1 : path;
        }
        else
        {
            name = path + slash + 1;
        }

        parent[slash] = 0;
        return MakePath(root, parent, 0x1ed, 0);
    }

    /// <summary>An O_PATH descriptor of a file to mount something on, made empty where there is none.</summary>
    private static int MakeFile(int root, byte* path)
    {
        int file = Resolve(root, path, 0);
        if (file != -(int)Linux.Errno.ENOENT)
        {
            return file;
        }

        byte* prefix = stackalloc byte[PathMax];
        byte* detour = stackalloc byte[PathMax];
        for (int links = 0; links <= MostLinks; links++)
        {
            file = MakeEmptyFile(root, path, prefix, detour);
            if (file != DanglingLink)
            {
                return file;
            }

            path = detour;
        }

        return -(int)Linux.Errno.ELOOP;
    }

    private static int MakeEmptyFile(int root, byte* path, byte* prefix, byte* detour)
    {
        int parent = MakeParent(root, path, out byte* name);
        if (parent < 0)
        {
            return parent;
        }

        int flags = OpenFlags.O_CREAT | OpenFlags.O_EXCL | Sys.O_NOFOLLOW | OpenFlags.O_CLOEXEC;
        int made = Sys.openat(parent, name, flags, 0x1a4);
        if (made >= 0)
        {
            Sys.close(made);
            made = Resolve(root, path, 0);
        }
        else if (made == -(int)Linux.Errno.EEXIST)
        {
            Move(path, prefix, Length(path) + 1);
            int link = FollowLink(parent, prefix, (int)(name - path), Literal("\0"u8), detour);

            // Not a link: somebody else has just made it.
            made = link == -(int)Linux.Errno.EINVAL ? Resolve(root, path, 0) : link;
        }

        Sys.close(parent);
        return made;
    }

    /// <summary>Writes a file in one write. <paramref name="resolve"/> confines it to <paramref name="directory"/>; 0 does not.</summary>
    private static int WriteFile(int directory, byte* path, byte* data, int length, ulong resolve)
    {
        int file = Sys.openat2(directory, path, OpenFlags.O_WRONLY | OpenFlags.O_CLOEXEC, 0, resolve);
        if (file < 0)
        {
            return -file;
        }

        nint written = Sys.write(file, data, length);
        return CloseAnd(file, Errno(written));
    }

    private static bool IsDevice(Sys.statx_buffer* status, uint major, uint minor) =>
        (status->stx_mode & Sys.S_IFMT) == Sys.S_IFCHR && status->stx_rdev_major == major && status->stx_rdev_minor == minor;

    private static int Status(int fd, Sys.statx_buffer* status) =>
        Errno(Sys.statx(fd, NoPath, Sys.AT_EMPTY_PATH, Sys.STATX_TYPE | Sys.STATX_MODE | Sys.STATX_UID, status));
}
