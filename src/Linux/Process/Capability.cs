namespace Berth.Linux;

/// <summary>Capabilities by name and number (capabilities(7), linux/capability.h).</summary>
public static class Capability
{
    private static readonly string[] s_names =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID",
        "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN", "CAP_NET_RAW",
        "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_SYS_PACCT",
        "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE", "CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD",
        "CAP_LEASE", "CAP_AUDIT_WRITE", "CAP_AUDIT_CONTROL", "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG",
        "CAP_WAKE_ALARM", "CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE",
    ];

    /// <summary>All names, the index being the number.</summary>
    public static IReadOnlyList<string> Names => s_names;

    /// <summary>The number of <c>CAP_…</c>, or -1.</summary>
    public static int NumberOf(string name) => Array.IndexOf(s_names, name);

    /// <summary>Capabilities that the caller's bounding set has, a bit each, and the number of the last one that the kernel knows.</summary>
    public static (ulong Bounding, int Last) OfThisProcess()
    {
        ulong bounding = 0;
        int number = 0;
        while (number < 64)
        {
            int answer = Sys.prctl(Sys.PR_CAPBSET_READ, number);
            if (answer < 0)
            {
                break;
            }

            bounding |= (ulong)answer << number++;
        }

        return (bounding, number - 1);
    }
}
