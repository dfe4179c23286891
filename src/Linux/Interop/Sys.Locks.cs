#pragma warning disable CS8981 // the C structs keep their names

using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>Record locks of fcntl(2).</summary>
public static unsafe partial class Sys
{
    public const int F_SETLK = 6;
    public const short F_WRLCK = 1;

    /// <summary><c>struct flock</c>: what of a file is locked; all zero but the type is all of it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct flock
    {
        public short l_type;
        public short l_whence;
        public long l_start;
        public long l_len;
        public int l_pid;
    }
}
