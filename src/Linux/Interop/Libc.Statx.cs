using System.Runtime.InteropServices;

namespace Berth.Linux;

public static unsafe partial class Libc
{
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int statx(int dirfd, string path, int flags, uint mask, StatxBuffer* buffer);

    /// <summary><c>struct statx</c> of statx(2): the same on every architecture. Only what is read has a name.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct StatxBuffer
    {
        [FieldOffset(0x20)]
        public ulong stx_ino;

        [FieldOffset(0x88)]
        public uint stx_dev_major;

        [FieldOffset(0x8c)]
        public uint stx_dev_minor;
    }
}
