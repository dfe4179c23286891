using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>libseccomp, the compiler of system call filters, by its own names (seccomp.h). berth-runtime links it in statically.</summary>
public static unsafe partial class Libseccomp
{
    public const uint SCMP_ACT_KILL_PROCESS = 0x80000000;
    public const uint SCMP_ACT_KILL_THREAD = 0x00000000;
    public const uint SCMP_ACT_TRAP = 0x00030000;
    public const uint SCMP_ACT_ERRNO = 0x00050000;
    public const uint SCMP_ACT_TRACE = 0x7ff00000;
    public const uint SCMP_ACT_NOTIFY = 0x7fc00000;
    public const uint SCMP_ACT_LOG = 0x7ffc0000;
    public const uint SCMP_ACT_ALLOW = 0x7fff0000;
    public const int SCMP_FLTATR_CTL_OPTIMIZE = 8;
    public const int __NR_SCMP_ERROR = -1;

    private const string Library = "libseccomp";

    [LibraryImport(Library)]
    internal static partial nint seccomp_init(uint defaultAction);

    [LibraryImport(Library)]
    internal static partial void seccomp_release(nint context);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint seccomp_arch_resolve_name(string name);

    [LibraryImport(Library)]
    internal static partial uint seccomp_arch_native();

    [LibraryImport(Library)]
    internal static partial int seccomp_arch_add(nint context, uint architecture);

    [LibraryImport(Library)]
    internal static partial int seccomp_attr_set(nint context, int attribute, uint value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int seccomp_syscall_resolve_name(string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int seccomp_syscall_resolve_name_arch(uint architecture, string name);

    [LibraryImport(Library)]
    internal static partial int seccomp_rule_add_array(nint context, uint action, int call, uint count, scmp_arg_cmp* arguments);

    [LibraryImport(Library)]
    internal static partial int seccomp_export_bpf(nint context, int fd);

    /// <summary><c>struct scmp_arg_cmp</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct scmp_arg_cmp
    {
        public uint arg;
        public int op;
        public ulong datum_a;
        public ulong datum_b;
    }
}
