using System.Runtime.InteropServices;
using static Berth.Linux.SyscallNumber;

namespace Berth.Linux;

/// <summary>The address space of this process.</summary>
public static unsafe partial class Sys
{
    public const int PROT_READ = 1;
    public const int PROT_WRITE = 2;
    public const int PROT_EXEC = 4;
    public const int MAP_PRIVATE = 0x02;
    public const int MAP_FIXED = 0x10;
    public const int MREMAP_MAYMOVE = 1;
    public const int MREMAP_FIXED = 2;

    public const int MFD_CLOEXEC = 0x1;
    public const int MFD_ALLOW_SEALING = 0x2;
    public const int F_ADD_SEALS = 1033;
    public const int F_GET_SEALS = 1034;
    public const int F_SEAL_SEAL = 0x1;
    public const int F_SEAL_SHRINK = 0x2;
    public const int F_SEAL_GROW = 0x4;
    public const int F_SEAL_WRITE = 0x8;

    public const int PR_SET_MM = 35;
    public const int PR_SET_MM_MAP = 14;

    /// <summary>mmap(2): the address, or the negative errno.</summary>
    public static nint mmap(nint address, nint length, int protection, int flags, int fd, nint offset) =>
        Call(SYS_mmap, address, length, protection, flags, fd, offset);

    public static int mprotect(nint address, nint length, int protection) => (int)Call(SYS_mprotect, address, length, protection);

    public static nint mremap(nint from, nint length, nint newLength, int flags, nint to) =>
        Call(SYS_mremap, from, length, newLength, flags, to);

    /// <summary>The current program break: brk(2) with an impossible address changes nothing and tells.</summary>
    public static nint program_break() => Call(SYS_brk);

    public static nint pread64(int fd, void* buffer, nint count, nint offset) => Call(SYS_pread64, fd, (nint)buffer, count, offset);

    public static int memfd_create(byte* name, uint flags) => (int)Call(SYS_memfd_create, (nint)name, (nint)flags);

    public static nint sendfile(int to, int from, nint count) => Call(SYS_sendfile, to, from, 0, count);

    /// <summary>execveat(2) of the file that <paramref name="fd"/> is.</summary>
    public static int execve_descriptor(int fd, byte** arguments, byte** environment)
    {
        byte nothing = 0;
        return (int)Call(SYS_execveat, fd, (nint)(&nothing), (nint)arguments, (nint)environment, AT_EMPTY_PATH);
    }

    /// <summary><c>struct prctl_mm_map</c>, PR_SET_MM_MAP of prctl(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct prctl_mm_map
    {
        public ulong start_code;
        public ulong end_code;
        public ulong start_data;
        public ulong end_data;
        public ulong start_brk;
        public ulong brk;
        public ulong start_stack;
        public ulong arg_start;
        public ulong arg_end;
        public ulong env_start;
        public ulong env_end;
        public ulong auxv;
        public uint auxv_size;
        public uint exe_fd;
    }
}
