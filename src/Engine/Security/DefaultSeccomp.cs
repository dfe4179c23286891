namespace Berth.Engine.Security;

/// <summary>
/// The default system call policy: docker's, so that an image that runs there runs here. What is not named fails with EPERM (the
/// runtime answers ENOSYS for calls newer than the table). The names stand in <c>DefaultSeccomp.Syscalls.cs</c>, by what they are
/// for; here is what depends on arguments, capabilities, architecture and kernel.
/// </summary>
internal static partial class DefaultSeccomp
{
    private const uint EPERM = 1;
    private const uint ENOSYS = 38;

    /// <summary>
    /// The flags of clone(2) that make namespaces, of which an unprivileged container may set none: NEWNS, NEWCGROUP, NEWUTS,
    /// NEWIPC, NEWUSER, NEWPID, NEWNET.
    /// </summary>
    private const ulong NamespaceFlags = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000;

    /// <summary>personality(2) values that do no harm: PER_LINUX, PER_LINUX32, UNAME26 with either, and the query.</summary>
    private static readonly ulong[] s_personalities = [0x0, 0x8, 0x20000, 0x20008, 0xffffffff];

    private const ulong AF_ALG = 38;
    private const ulong AF_VSOCK = 40;

    public static SeccompProfile Profile { get; } = new()
    {
        DefaultAction = SeccompProfile.Errno,
        DefaultErrnoRet = EPERM,
        Rules = [.. Unconditional(), .. ByArgument(), .. ByArchitecture(), .. ByCapability()],
    };

    /// <summary>The default policy as it stands for a container with these capabilities.</summary>
    public static SeccompProfile For(IReadOnlyCollection<string> capabilities, string architecture, Version kernel) =>
        (Profile with { Architectures = ArchitecturesOf(architecture) }).Resolve(capabilities, architecture, kernel);

    /// <summary>An architecture's own calls and those of its 32-bit relatives, by Go's name for it.</summary>
    public static IReadOnlyList<string> ArchitecturesOf(string architecture) => architecture switch
    {
        "amd64" => ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
        "arm64" => ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"],
        _ => throw new PlatformNotSupportedException($"no seccomp architecture for {architecture}"),
    };

    private static IEnumerable<SeccompRule> Unconditional()
    {
        yield return new SeccompRule
        {
            Names = [.. Files, .. Directories, .. Attributes, .. Descriptors, .. Waiting, .. Memory, .. Processes, .. Identity,
                .. Scheduling, .. Signals, .. Time, .. Sockets, .. Messages, .. Sandboxing, .. Machine],
        };

        // Before 4.8 ptrace(2) could be used to get around a seccomp filter.
        yield return new SeccompRule
        {
            Names = ["process_vm_readv", "process_vm_writev", "ptrace"],
            Includes = new SeccompCondition { MinimumKernel = new Version(4, 8) },
        };
    }

    private static IEnumerable<SeccompRule> ByArgument()
    {
        // Every family but two that reach past the container's namespaces: vsock speaks to the hypervisor and has no namespace,
        // and AF_ALG opens the kernel's crypto code to anybody.
        yield return Socket("SCMP_CMP_LT", AF_ALG);
        yield return Socket("SCMP_CMP_EQ", AF_ALG + 1);
        yield return Socket("SCMP_CMP_GT", AF_VSOCK);

        foreach (ulong value in s_personalities)
        {
            yield return new SeccompRule { Names = ["personality"], Arguments = [new(0, "SCMP_CMP_EQ", value)] };
        }

        var admin = new SeccompCondition { Capabilities = ["CAP_SYS_ADMIN"] };
        yield return new SeccompRule
        {
            Names = ["clone"],
            Arguments = [new(0, "SCMP_CMP_MASKED_EQ", NamespaceFlags)],
            Excludes = admin,
        };

        // clone3(2) has its flags behind a pointer, where no filter can look; told that it is not there, libc falls back to clone(2).
        yield return new SeccompRule
        {
            Names = ["clone3"],
            Action = SeccompProfile.Errno,
            ErrnoRet = ENOSYS,
            Excludes = admin,
        };
    }

    private static IEnumerable<SeccompRule> ByArchitecture()
    {
        yield return OnArchitecture(
            ["arm64"],
            "arm_fadvise64_64", "arm_sync_file_range", "sync_file_range2", "breakpoint", "cacheflush", "set_tls");
        yield return OnArchitecture(["amd64"], "arch_prctl", "modify_ldt");
    }

    private static IEnumerable<SeccompRule> ByCapability()
    {
        yield return WithCapability("CAP_DAC_READ_SEARCH", "open_by_handle_at");
        yield return WithCapability(
            "CAP_SYS_ADMIN",
            "bpf", "clone", "clone3", "fanotify_init", "fsconfig", "fsmount", "fsopen", "fspick", "lookup_dcookie",
            "lsm_get_self_attr", "lsm_list_modules", "lsm_set_self_attr", "mount", "mount_setattr", "move_mount", "open_tree",
            "perf_event_open", "quotactl", "quotactl_fd", "setdomainname", "sethostname", "setns", "syslog", "umount", "umount2",
            "unshare");
        yield return WithCapability("CAP_SYS_BOOT", "reboot");
        yield return WithCapability("CAP_SYS_CHROOT", "chroot");
        yield return WithCapability("CAP_SYS_MODULE", "delete_module", "init_module", "finit_module");
        yield return WithCapability("CAP_SYS_PACCT", "acct");
        yield return WithCapability(
            "CAP_SYS_PTRACE",
            "kcmp", "pidfd_getfd", "process_madvise", "process_vm_readv", "process_vm_writev", "ptrace");
        yield return WithCapability("CAP_SYS_RAWIO", "iopl", "ioperm");
        yield return WithCapability("CAP_SYS_TIME", "settimeofday", "stime", "clock_settime", "clock_settime64");
        yield return WithCapability("CAP_SYS_TTY_CONFIG", "vhangup");
        yield return WithCapability("CAP_SYS_NICE", "get_mempolicy", "mbind", "set_mempolicy", "set_mempolicy_home_node");
        yield return WithCapability("CAP_SYSLOG", "syslog");
        yield return WithCapability("CAP_BPF", "bpf");
        yield return WithCapability("CAP_PERFMON", "perf_event_open");
    }

    private static SeccompRule Socket(string comparison, ulong family) =>
        new() { Names = ["socket"], Arguments = [new(0, comparison, family)] };

    private static SeccompRule OnArchitecture(string[] architectures, params string[] names) =>
        new() { Names = names, Includes = new SeccompCondition { Architectures = architectures } };

    private static SeccompRule WithCapability(string capability, params string[] names) =>
        new() { Names = names, Includes = new SeccompCondition { Capabilities = [capability] } };
}
