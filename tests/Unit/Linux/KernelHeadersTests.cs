using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Berth.Linux;
using Xunit;

namespace Berth.Unit.Linux;

/// <summary>Structs, constants and system call numbers of the runtime's interop against the C headers, as static assertions.</summary>
public sealed class KernelHeadersTests
{
    private static readonly string[] s_headers =
    [
        "stddef.h", "sys/socket.h", "sys/prctl.h", "sys/resource.h", "sys/uio.h", "net/if.h", "netinet/in.h", "sys/ioctl.h", "signal.h", "spawn.h",
        "unistd.h", "sys/wait.h", "fcntl.h", "linux/stat.h", "linux/openat2.h", "sys/mount.h", "linux/sched.h", "linux/capability.h",
        "linux/seccomp.h", "linux/filter.h", "linux/keyctl.h", "linux/magic.h", "linux/close_range.h", "sys/mman.h", "linux/sockios.h",
        "linux/ioprio.h", "linux/mempolicy.h", "linux/nsfs.h",
        "poll.h",
    ];

    // Our name, the C name; members have the names of the C struct.
    private static readonly (Type Type, string Name)[] s_structs =
    [
        (typeof(Sys.open_how), "struct open_how"),
        (typeof(Sys.statx_buffer), "struct statx"),
        (typeof(Sys.mount_attr), "struct mount_attr"),
        (typeof(Sys.clone_args), "struct clone_args"),
        (typeof(Sys.rlimit64), "struct rlimit64"),
        (typeof(Sys.cap_header), "struct __user_cap_header_struct"),
        (typeof(Sys.cap_data), "struct __user_cap_data_struct"),
        (typeof(Sys.sock_fprog), "struct sock_fprog"),
        (typeof(Sys.iovec), "struct iovec"),
        (typeof(Sys.msghdr), "struct msghdr"),
        (typeof(Sys.winsize), "struct winsize"),
        (typeof(Sys.prctl_mm_map), "struct prctl_mm_map"),
        (typeof(Sys.pollfd_entry), "struct pollfd"),
        (typeof(Sys.flock), "struct flock"),
    ];

    [Fact]
    public void StructsAndConstants_AgainstTheHeaders_Agree()
    {
        SkipWithoutCompiler();
        var source = new StringBuilder("#define _GNU_SOURCE\n");
        Append(source, s_headers.Select(h => $"#include <{h}>"));
        foreach (FieldInfo field in typeof(Sys).GetFields(BindingFlags.Static | BindingFlags.Public).Where(f => f.IsLiteral))
        {
            Assertion(source, field.Name, field.GetRawConstantValue()!);
        }

        foreach ((Type type, string name) in s_structs)
        {
            Assertion(source, $"sizeof({name})", Marshal.SizeOf(type));
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public))
            {
                Assertion(source, $"offsetof({name}, {field.Name})", Marshal.OffsetOf(type, field.Name));
            }
        }

        Assertion(source, "CMSG_SPACE(sizeof(int))", Marshal.SizeOf<Sys.cmsg_fd>());
        Assertion(source, "CMSG_LEN(sizeof(int))", 20);
        Assertion(source, "sizeof(posix_spawnattr_t)", Spawn.AttributesSize);
        Assertion(source, "sizeof(posix_spawn_file_actions_t)", Spawn.ActionsSize);
        Assert.Equal("", Compile(source.ToString()));
    }

    [Fact]
    public void NumberedNames_AgainstTheHeaders_Agree()
    {
        SkipWithoutCompiler();
        var source = new StringBuilder("#define _GNU_SOURCE\n");
        Append(source, s_headers.Select(h => $"#include <{h}>"));
        for (int i = 0; i < Capability.Names.Count; i++)
        {
            Assertion(source, Capability.Names[i], i);
        }

        for (int i = 0; i < ResourceLimit.Names.Count; i++)
        {
            Assertion(source, ResourceLimit.Names[i], i);
        }

        Numbers(source, SchedulingNames.Policies, SchedulingNames.PolicyOf);
        Numbers(source, SchedulingNames.IoClasses.Skip(1), SchedulingNames.IoClassOf);
        Numbers(source, SchedulingNames.Flags, name => SchedulingNames.FlagOf(name));
        // Newer than the headers of Debian 12.
        Numbers(source, MemoryPolicyNames.Modes.Where(m => m != "MPOL_WEIGHTED_INTERLEAVE"), MemoryPolicyNames.ModeOf);
        Numbers(source, MemoryPolicyNames.Flags, MemoryPolicyNames.FlagOf);
        for (int i = 1; i < Signals.Names.Count; i++)
        {
            Assertion(source, $"SIG{Signals.Names[i]}", i);
        }

        Assert.Equal("", Compile(source.ToString()));
    }

    // Its header declares sched_param a second time, so it stands alone.
    [Fact]
    public void SchedulingAttributes_AgainstTheHeader_Agree()
    {
        SkipWithoutCompiler();
        Assert.Equal("", new HeaderCheck().Include("linux/sched/types.h").Struct("struct sched_attr", typeof(Sys.sched_attr), "s").Complaints());
    }

    [Fact]
    public void SyscallNumbers_AgainstTheHeadersOfThisMachine_Agree()
    {
        SkipWithoutCompiler();
        var source = new StringBuilder("#include <sys/syscall.h>\n");
        foreach ((string name, int number) in Numbers())
        {
            Assertion(source, name, number);
        }

        Assert.Equal("", Compile(source.ToString()));
    }

    [Fact]
    public void SyscallNumbers_OfArm64_AreTheGenericTable()
    {
        SkipWithoutCompiler();
        string file = Path.Combine(Architecture.Repository.Root, "src/Linux/Interop/SyscallNumber.cs");
        var source = new StringBuilder("#define __ARCH_WANT_NEW_STAT\n#define __BITS_PER_LONG 64\n#include <asm-generic/unistd.h>\n");
        foreach (string line in File.ReadLines(file))
        {
            // public static int SYS_read => Pick(0, 63);
            int start = line.IndexOf("SYS_", StringComparison.Ordinal);
            int arm = line.IndexOf("Pick(", StringComparison.Ordinal);
            if (start > 0 && arm > start)
            {
                string name = line[(start + 4)..line.IndexOf(' ', start)];
                Assertion(source, $"__NR_{name}", line[(line.IndexOf(',', arm) + 1)..line.IndexOf(')', arm)].Trim());
            }
        }

        Assert.Contains("__NR_execve == 221", source.ToString(), StringComparison.Ordinal);
        Assert.Equal("", Compile(source.ToString()));
    }

    private static IEnumerable<(string Name, int Number)> Numbers()
    {
        const BindingFlags All = BindingFlags.Static | BindingFlags.Public;
        foreach (FieldInfo field in typeof(SyscallNumber).GetFields(All))
        {
            yield return (field.Name, (int)field.GetRawConstantValue()!);
        }

        foreach (PropertyInfo property in typeof(SyscallNumber).GetProperties(All))
        {
            yield return (property.Name, (int)property.GetValue(null)!);
        }
    }

    private static void Numbers<T>(StringBuilder source, IEnumerable<string> names, Func<string, T> numberOf)
        where T : notnull
    {
        foreach (string name in names)
        {
            Assertion(source, name, numberOf(name));
        }
    }

    private static void SkipWithoutCompiler() =>
        Assert.SkipUnless(File.Exists("/usr/bin/cc") && File.Exists("/usr/include/linux/openat2.h"), "no C compiler or headers");

    private static void Append(StringBuilder source, IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            source.Append(line).Append('\n');
        }
    }

    private static void Assertion(StringBuilder source, string expression, object value) =>
        source.Append(CultureInfo.InvariantCulture, $"_Static_assert({expression} == {value}, \"{expression}\");\n");

    private static string Compile(string source)
    {
        var start = new ProcessStartInfo("/usr/bin/cc", ["-std=gnu11", "-fsyntax-only", "-x", "c", "-"])
        {
            RedirectStandardInput = true, RedirectStandardError = true,
        };
        using Process compiler = Process.Start(start)!;
        compiler.StandardInput.Write(source);
        compiler.StandardInput.Close();
        string complaints = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        return complaints;
    }
}
