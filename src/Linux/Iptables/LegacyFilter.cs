using System.Runtime.InteropServices;
using System.Text;
using static Berth.Linux.Iptables.XtConstants;

namespace Berth.Linux.Iptables;

/// <summary>
/// The <c>filter</c> table of legacy iptables, which nf_tables does not show, in the calling thread's network namespace. Only read, and
/// only where some program has made it: asking for it by name would make it.
/// </summary>
public static unsafe class LegacyFilter
{
    private const string Table = "filter";

    /// <summary>Tables with hundred thousands of rules are smaller.</summary>
    private const int LargestTable = 64 << 20;

    /// <summary>Whether the policy of chain FORWARD is DROP. False also where there is no such table, or it cannot be read.</summary>
    public static bool DropsForwarded(bool ipv6) => DropsForwarded(ipv6, "/proc/thread-self/net");

    internal static bool DropsForwarded(bool ipv6, string directory)
    {
        string names = Path.Combine(directory, ipv6 ? "ip6_tables_names" : "ip_tables_names");
        if (!File.Exists(names) || !File.ReadLines(names).Contains(Table))
        {
            return false;
        }

        int number = Libc.socket(ipv6 ? Libc.AF_INET6 : Libc.AF_INET, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, IPPROTO_RAW);
        if (number < 0)
        {
            return false;
        }

        using var socket = new Fd(number);
        Span<byte> info = stackalloc byte[XtLayout.InfoSize];
        Encoding.ASCII.GetBytes(Table, info);
        if (!Ask(socket, ipv6, ipv6 ? IP6T_SO_GET_INFO : IPT_SO_GET_INFO, info))
        {
            return false;
        }

        var size = MemoryMarshal.Read<uint>(info[XtLayout.InfoTableSize..]);
        if (size > LargestTable)
        {
            return false;
        }

        byte[] entries = new byte[XtLayout.EntriesTable + (int)size];
        Encoding.ASCII.GetBytes(Table, entries);
        MemoryMarshal.Write(entries.AsSpan(XtLayout.EntriesSize), in size);

        // Refused (EAGAIN) when the table has changed since: who changes it just now is not told of it.
        return Ask(socket, ipv6, ipv6 ? IP6T_SO_GET_ENTRIES : IPT_SO_GET_ENTRIES, entries)
            && IsDrop(info, entries.AsSpan(XtLayout.EntriesTable), ipv6);
    }

    /// <param name="info">An <c>ipt_getinfo</c>.</param>
    /// <param name="table">The rules.</param>
    internal static bool IsDrop(ReadOnlySpan<byte> info, ReadOnlySpan<byte> table, bool ipv6)
    {
        uint policy = MemoryMarshal.Read<uint>(info[(XtLayout.InfoUnderflow + (NF_INET_FORWARD * sizeof(uint)))..]);
        int field = ipv6 ? XtLayout.Ipv6TargetOffset : XtLayout.Ipv4TargetOffset;
        if (policy + (ulong)field + sizeof(ushort) > (ulong)table.Length)
        {
            return false;
        }

        ulong verdict = policy + (ulong)MemoryMarshal.Read<ushort>(table[(int)(policy + field)..]) + XtLayout.TargetVerdict;

        // Verdicts of the kernel's own are stored as -VERDICT - 1.
        return verdict + sizeof(int) <= (ulong)table.Length && MemoryMarshal.Read<int>(table[(int)verdict..]) == -NF_DROP - 1;
    }

    private static bool Ask(Fd socket, bool ipv6, int what, Span<byte> answer)
    {
        var length = (uint)answer.Length;
        fixed (byte* data = answer)
        {
            return Libc.getsockopt(socket.Number, ipv6 ? IPPROTO_IPV6 : IPPROTO_IP, what, data, &length) == 0;
        }
    }
}
