using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>Processes, signals and the sockets between them.</summary>
public static unsafe partial class Libc
{
    internal const int WNOHANG = 1;
    internal const short POSIX_SPAWN_SETSIGDEF = 0x04;
    internal const short POSIX_SPAWN_SETSIGMASK = 0x08;
    internal const short POSIX_SPAWN_SETSID = 0x80;

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int execv(string path, nint* arguments);

    /// <summary>bpf(2), which the C library has no wrapper for.</summary>
    [LibraryImport(Library, SetLastError = true, EntryPoint = "syscall")]
    internal static partial nint bpf(nint number, int command, void* attributes, nuint size);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "syscall")]
    internal static partial nint pidfd_open(nint number, int pid, uint flags);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "syscall")]
    internal static partial nint pidfd_getfd(nint number, int pidFd, int descriptor, uint flags);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "syscall")]
    internal static partial nint pidfd_signal(nint number, int pidFd, int signal, void* info, uint flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int waitpid(int pid, int* status, int options);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int kill(int pid, int signal);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int signalfd(int fd, ulong* mask, int flags);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "poll")]
    internal static partial int poll_nothing(void* none, nuint count, int timeout);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int memfd_create(string name, uint flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial long lseek(int fd, long offset, int whence);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int rmdir(string path);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int socketpair(int family, int type, int protocol, int* pair);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "socket")]
    internal static partial int socket_unix(int family, int type, int protocol);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "bind")]
    internal static partial int bind_unix(int fd, byte* address, uint length);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "listen")]
    internal static partial int listen_unix(int fd, int backlog);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "connect")]
    internal static partial int connect_unix(int fd, byte* address, uint length);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "connect")]
    internal static partial int connect_log(int fd, byte* address, uint length);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "send")]
    internal static partial nint send_log(int fd, byte* buffer, nuint length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint recvmsg(int fd, Sys.msghdr* message, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint sendmsg(int fd, Sys.msghdr* message, int flags);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int posix_spawn(
        out int pid, string path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport(Library)]
    internal static partial int posix_spawnattr_init(void* attributes);

    [LibraryImport(Library)]
    internal static partial int posix_spawnattr_destroy(void* attributes);

    [LibraryImport(Library)]
    internal static partial int posix_spawnattr_setflags(void* attributes, short flags);

    [LibraryImport(Library)]
    internal static partial int posix_spawnattr_setsigdefault(void* attributes, ulong* signals);

    [LibraryImport(Library)]
    internal static partial int posix_spawnattr_setsigmask(void* attributes, ulong* signals);

    [LibraryImport(Library)]
    internal static partial int posix_spawn_file_actions_init(void* actions);

    [LibraryImport(Library)]
    internal static partial int posix_spawn_file_actions_destroy(void* actions);

    [LibraryImport(Library)]
    internal static partial int posix_spawn_file_actions_adddup2(void* actions, int from, int to);

    [LibraryImport(Library)]
    internal static partial int posix_spawn_file_actions_addclose(void* actions, int fd);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int posix_spawn_file_actions_addchdir_np(void* actions, string path);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int posix_spawn_file_actions_addopen(void* actions, int fd, string path, int flags, uint mode);
}
