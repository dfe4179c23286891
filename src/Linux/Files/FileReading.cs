using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>What a file carries beside its content, read by descriptor; every failure is a <see cref="LinuxException"/>.</summary>
public static unsafe class FileReading
{
    // Linux's XATTR_SIZE_MAX and XATTR_LIST_MAX.
    private const int MaxXattrBytes = 64 << 10;
    private const int MaxLinkBytes = 4096;
    private const int AT_FDCWD = -100;

    extension(Fd file)
    {
        /// <summary>flistxattr(2); empty where the file system knows no attributes.</summary>
        public IReadOnlyList<string> XattrNames()
        {
            // Nearly every file has none, and finding that out takes no buffer.
            nint size = Libc.flistxattr_file(file.Number, null, 0);
            if (size == 0 || (size < 0 && (Errno)Marshal.GetLastPInvokeError() == Errno.EOPNOTSUPP))
            {
                return [];
            }

            byte[] buffer = new byte[MaxXattrBytes];
            fixed (byte* data = buffer)
            {
                size = Libc.flistxattr_file(file.Number, data, (nuint)buffer.Length);
            }

            if (size < 0)
            {
                throw LinuxException.FromLastError("listxattr");
            }

            var names = new List<string>();
            for (ReadOnlySpan<byte> rest = buffer.AsSpan(0, (int)size); !rest.IsEmpty;)
            {
                int end = rest.IndexOf((byte)0);
                names.Add(PathEncoding.Decode(rest[..end]));
                rest = rest[(end + 1)..];
            }

            return names;
        }

        /// <summary>fgetxattr(2); null where the file has no such attribute, or its file system none at all.</summary>
        public byte[]? TryGetXattr(string name)
        {
            Span<byte> small = stackalloc byte[256];
            nint size = Get(file, name, small);
            if (size >= 0)
            {
                return small[..(int)size].ToArray();
            }

            if ((Errno)Marshal.GetLastPInvokeError() == Errno.ERANGE)
            {
                byte[] large = new byte[MaxXattrBytes];
                size = Get(file, name, large);
                if (size >= 0)
                {
                    return large[..(int)size];
                }
            }

            return (Errno)Marshal.GetLastPInvokeError() is Errno.ENODATA or Errno.EOPNOTSUPP
                ? null
                : throw LinuxException.FromLastError($"getxattr {name}");
        }

        /// <summary>
        /// readlink(2) of <c>/proc/self/fd/N</c>: where the open file is now, without symbolic links; only text. ENAMETOOLONG where that
        /// is longer than a path may be.
        /// </summary>
        public string ReadPath()
        {
            byte[] target = new byte[MaxLinkBytes];
            nint size;
            fixed (byte* data = target)
            {
                size = Libc.readlinkat_path(AT_FDCWD, file.ProcPath, data, MaxLinkBytes);
            }

            return size >= 0 ? PathEncoding.Decode(target.AsSpan(0, (int)size)) : throw LinuxException.FromLastError("readlink", file.ProcPath);
        }

        /// <summary>readlinkat(2): where a symbolic link in this directory points; only text, followed by nobody.</summary>
        public string ReadLink(string name)
        {
            byte[] target = new byte[MaxLinkBytes];
            nint size;
            fixed (byte* data = target)
            {
                size = Libc.readlinkat_path(file.Number, name, data, MaxLinkBytes);
            }

            return size >= 0 ? PathEncoding.Decode(target.AsSpan(0, (int)size)) : throw LinuxException.FromLastError("readlink", name);
        }
    }

    private static nint Get(Fd file, string name, Span<byte> value)
    {
        fixed (byte* data = value)
        {
            return Libc.fgetxattr_file(file.Number, name, data, (nuint)value.Length);
        }
    }
}
