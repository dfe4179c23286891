using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>Reading what a file carries beside its content: extended attributes (xattr(7)) and a link's target.</summary>
public static unsafe partial class Libc
{
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller), EntryPoint = "readlinkat")]
    internal static partial nint readlinkat_path(int dirfd, string path, byte* buffer, nuint size);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "flistxattr")]
    internal static partial nint flistxattr_file(int fd, byte* names, nuint size);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller), EntryPoint = "fgetxattr")]
    internal static partial nint fgetxattr_file(int fd, string name, byte* value, nuint size);
}
