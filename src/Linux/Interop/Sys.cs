using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>
/// System calls for the clone zone, the code between clone and execve (docs/decisions/0001). All of them go through the C library's
/// <c>syscall</c>, imported without a GC transition, so that a call is a call and nothing else: no stub, no allocation, no poll
/// of the runtime. Blittable arguments only. A failure comes back as the negative errno, as the kernel gives it.
/// </summary>
/// <remarks>
/// Outside the zone use <see cref="Libc"/>: a call without a transition that blocks would hold up a garbage collection.
/// </remarks>
public static unsafe partial class Sys
{
    public const int AT_FDCWD = -100;
    public const int AT_EMPTY_PATH = 0x1000;
    public const int AT_SYMLINK_NOFOLLOW = 0x100;
    public const int AT_RECURSIVE = 0x8000;
    public const int AT_EACCESS = 0x200;

    private static nint Call(int number, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0)
    {
        nint result = syscall(number, a, b, c, d, e, f);
        return result == -1 ? -*__errno_location() : result;
    }

    [LibraryImport(Libc.Library)]
    [SuppressGCTransition]
    private static partial nint syscall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    [LibraryImport(Libc.Library)]
    [SuppressGCTransition]
    private static partial int* __errno_location();
}
