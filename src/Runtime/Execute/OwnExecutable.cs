using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Berth.Linux;

namespace Berth.Runtime.Execute;

/// <summary>
/// Keeps the host's binary out of reach of containers (CVE-2019-5736, docs/decisions/0005). /proc/PID/exe is the very file that a
/// process was started from, writable for who may write it, and a container sees the process that enters it. Before anything is
/// cloned, this process stops being one that runs from a file of the host:
/// <code>
/// before                                       after
/// /proc/PID/exe   /usr/bin/berth-runtime       an empty memory file, sealed
/// code, data      mapped from that file        mapped from the same file through a read-only mount that is attached nowhere
/// </code>
/// The clones inherit both. Nothing is copied and no page is read, so that it costs next to nothing. Where the kernel does not allow it
/// (PR_SET_MM_MAP needs CONFIG_CHECKPOINT_RESTORE, and privilege, which an ordinary user has not), the program is executed once more from
/// a sealed copy in memory.
/// </summary>
public static unsafe class OwnExecutable
{
    private const int Seals = Sys.F_SEAL_SEAL | Sys.F_SEAL_SHRINK | Sys.F_SEAL_GROW | Sys.F_SEAL_WRITE;

    // Linux 6.3: without it a kernel that is told so makes memory files that cannot be executed.
    private const uint MFD_EXEC = 0x10;

    /// <summary>Whether <see cref="Protect"/> has done its work: nothing may be cloned before.</summary>
    internal static bool IsProtected { get; private set; }

    private static byte* ExePath => Literal("/proc/self/exe"u8);

    /// <summary>Call it before the first clone. Does not return where the program has to be executed once more.</summary>
    /// <exception cref="RuntimeException">Neither way works: nothing may enter a container.</exception>
    public static void Protect()
    {
        // The other thread has started and rests: no page that is replaced below changes meanwhile.
        GC.WaitForPendingFinalizers();
        int errno = ReadLayout(out Sys.prctl_mm_map layout);
        int detached = errno != 0 ? errno : Detach(&layout);
        IsProtected = detached == 0 || RunsFromSealedMemory();
        if (IsProtected)
        {
            // A program that was executed by its descriptor goes by the number of it.
            _ = detached == 0 ? 0 : Sys.prctl(Sys.PR_SET_NAME, (nint)Literal("berth-runtime"u8));
            return;
        }

        errno = errno != 0 ? errno : ExecuteFromMemory(&layout);
        throw new RuntimeException(
            $"cannot keep {Environment.ProcessPath} out of the container's reach: PR_SET_MM_MAP: {FailureText.Reason((Errno)detached)}, "
            + $"executing a copy in memory: {FailureText.Reason((Errno)errno)}");
    }

    private static int Detach(Sys.prctl_mm_map* layout)
    {
        int mapped = OpenThroughReadOnlyMount(out int mount);
        if (mapped < 0)
        {
            return -mapped;
        }

        int shown = SealedMemory(Literal("berth-runtime"u8), source: -1);
        int errno = shown < 0 ? -shown : MemoryMappings.Replace((nint)layout->start_code, mapped);
        if (errno == 0)
        {
            layout->exe_fd = (uint)shown;
            errno = Errno(Sys.prctl(Sys.PR_SET_MM, Sys.PR_SET_MM_MAP, (nint)layout, sizeof(Sys.prctl_mm_map)));
        }

        _ = shown < 0 ? 0 : Sys.close(shown);
        Sys.close(mapped);
        Sys.close(mount);
        return errno;
    }

    // A file of another mount is another path to the kernel, which refuses to forget a file that is mapped still.
    private static int OpenThroughReadOnlyMount(out int mount)
    {
        mount = Sys.open_tree(Sys.AT_FDCWD, ExePath, Sys.OPEN_TREE_CLONE | Sys.OPEN_TREE_CLOEXEC);
        if (mount < 0)
        {
            return mount;
        }

        var readOnly = new Sys.mount_attr { attr_set = Sys.MOUNT_ATTR_RDONLY };
        int result = Sys.mount_setattr(mount, Literal("\0"u8), Sys.AT_EMPTY_PATH, &readOnly);
        result = result < 0 ? result : Reopen(mount);
        _ = result < 0 ? Sys.close(mount) : 0;
        return result;
    }

    /// <summary>A memory file that nobody can change, open for reading: what is open for writing cannot be executed.</summary>
    /// <param name="source">What is in it, -1 for nothing.</param>
    private static int SealedMemory(byte* name, int source)
    {
        const uint Flags = Sys.MFD_CLOEXEC | Sys.MFD_ALLOW_SEALING;
        int file = Sys.memfd_create(name, Flags | MFD_EXEC);
        file = file == -(int)Linux.Errno.EINVAL ? Sys.memfd_create(name, Flags) : file;
        if (file < 0)
        {
            return file;
        }

        nint result;
        do
        {
            result = source < 0 ? 0 : Sys.sendfile(file, source, 1 << 30);
        }
        while (result > 0);
        result = result < 0 ? result : Sys.fcntl(file, Sys.F_ADD_SEALS, Seals);
        result = result < 0 ? result : Reopen(file);
        Sys.close(file);
        return (int)result;
    }

    private static bool RunsFromSealedMemory()
    {
        int file = Sys.openat(Sys.AT_FDCWD, ExePath, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC, 0);
        int seals = file < 0 ? file : Sys.fcntl(file, Sys.F_GET_SEALS, 0);
        _ = file < 0 ? 0 : Sys.close(file);
        return seals > 0 && (seals & Seals) == Seals;
    }

    // Returns only when it fails.
    private static int ExecuteFromMemory(Sys.prctl_mm_map* layout)
    {
        int source = Sys.openat(Sys.AT_FDCWD, ExePath, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC, 0);
        int copy = source < 0 ? source : SealedMemory(Literal("berth-runtime"u8), source);
        if (copy < 0)
        {
            return -copy;
        }

        byte** arguments = Strings(layout->arg_start, layout->arg_end);
        byte** environment = Strings(layout->env_start, layout->env_end);
        return Errno(Sys.execve_descriptor(copy, arguments, environment));
    }

    // argv and envp as the kernel laid them out at the start, one behind the other.
    private static byte** Strings(ulong start, ulong end)
    {
        int count = 0;
        for (byte* at = (byte*)start; at < (byte*)end; at++)
        {
            count += *at == 0 ? 1 : 0;
        }

        byte** strings = (byte**)NativeMemory.AllocZeroed((nuint)count + 1, (nuint)sizeof(byte*));
        byte* text = (byte*)start;
        for (int i = 0; i < count; i++)
        {
            strings[i] = text;
            while (*text++ != 0)
            {
            }
        }

        return strings;
    }

    /// <summary>Opens for reading what a descriptor is, through its mount.</summary>
    private static int Reopen(int fd)
    {
        byte* path = stackalloc byte[32];
        Span<byte> text = new(path, 32);
        text.Clear();
        "/proc/self/fd/"u8.CopyTo(text);
        _ = fd.TryFormat(text[14..], out _, default, System.Globalization.CultureInfo.InvariantCulture);
        return Sys.openat(Sys.AT_FDCWD, path, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC, 0);
    }

    /// <summary>Where the kernel believes the parts of this process to be, proc_pid_stat(5): what PR_SET_MM_MAP sets all at once.</summary>
    private static int ReadLayout(out Sys.prctl_mm_map layout)
    {
        layout = default;
        Span<byte> buffer = stackalloc byte[1024];
        int file = Sys.openat(Sys.AT_FDCWD, Literal("/proc/self/stat"u8), OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC, 0);
        if (file < 0)
        {
            return -file;
        }

        nint length;
        fixed (byte* data = buffer)
        {
            length = Sys.read(file, data, buffer.Length);
        }

        Sys.close(file);
        if (length < 0)
        {
            return (int)-length;
        }

        // Field 3 is the first behind the name in brackets, which may hold anything.
        ReadOnlySpan<byte> fields = buffer[..(int)length];
        fields = fields[(fields.LastIndexOf((byte)')') + 2)..];
        Span<ulong> values = stackalloc ulong[52];
        for (int field = 3; field < values.Length && !fields.IsEmpty; field++)
        {
            values[field] = Number(ref fields);
        }

        layout = new Sys.prctl_mm_map
        {
            start_code = values[26],
            end_code = values[27],
            start_stack = values[28],
            start_data = values[45],
            end_data = values[46],
            start_brk = values[47],
            arg_start = values[48],
            arg_end = values[49],
            env_start = values[50],
            env_end = values[51],
            brk = (ulong)Sys.program_break(),
        };
        return 0;
    }

    // The next decimal number and the space behind it; of a negative one its absolute value.
    private static ulong Number(ref ReadOnlySpan<byte> fields)
    {
        ulong value = 0;
        int i = 0;
        for (; i < fields.Length && fields[i] != (byte)' '; i++)
        {
            value = char.IsAsciiDigit((char)fields[i]) ? (10 * value) + fields[i] - '0' : value;
        }

        fields = fields[Math.Min(i + 1, fields.Length)..];
        return value;
    }

    private static int Errno(nint result) => result < 0 ? (int)-result : 0;

    // u8 literals have a NUL behind them and do not move.
    private static byte* Literal(ReadOnlySpan<byte> text) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(text));
}
