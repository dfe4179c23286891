using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Berth.Linux;
using Berth.Linux.Conntrack;
using Berth.Linux.Iptables;
using Berth.Linux.Netlink;
using Berth.Linux.Nftables;
using Xunit;

namespace Berth.Unit.Linux.Netlink;

/// <summary>Our structs and constants against the kernel's headers: everything is turned into static assertions and compiled.</summary>
public sealed class NetlinkHeadersTests
{
    private static readonly string[] s_headers =
    [
        "stddef.h", "sys/socket.h", "netinet/in.h", "linux/netlink.h", "linux/rtnetlink.h", "linux/if.h", "linux/if_link.h", "linux/veth.h",
        "linux/netfilter.h", "linux/netfilter/nfnetlink.h", "linux/netfilter/nf_tables.h", "linux/netfilter/nf_conntrack_common.h",
        "linux/netfilter/nfnetlink_conntrack.h", "linux/netfilter_ipv4/ip_tables.h", "linux/netfilter_ipv6/ip6_tables.h",
    ];

    private static readonly Type[] s_structs =
    [
        typeof(nlmsghdr), typeof(ifinfomsg), typeof(ifaddrmsg), typeof(rtmsg), typeof(nfgenmsg), typeof(Libc.sockaddr_nl),
    ];

    [Fact]
    public void StructsAndConstants_AgainstTheHeaders_Agree()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/cc") && File.Exists("/usr/include/linux/netlink.h"), "no C compiler or headers");
        var source = new StringBuilder();
        foreach (string header in s_headers)
        {
            source.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"#include <{header}>");
        }

        AppendConstants(source, typeof(NetlinkConstants));
        AppendConstants(source, typeof(NftConstants));
        AppendConstants(source, typeof(ConntrackConstants));
        AppendConstants(source, typeof(XtConstants));
        AppendLayout(source);
        foreach (Type type in s_structs)
        {
            AppendStruct(source, type);
        }

        Assert.Equal("", Compile(source.ToString()));
    }

    private static void AppendConstants(StringBuilder source, Type constants)
    {
        foreach (FieldInfo field in constants.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Where(f => f.IsLiteral))
        {
            source.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"_Static_assert({field.Name} == {field.GetRawConstantValue()}, \"{field.Name}\");");
        }
    }

    private static void AppendLayout(StringBuilder source)
    {
        foreach ((string expression, int value) in (ReadOnlySpan<(string, int)>)
        [
            ("sizeof(struct ipt_getinfo)", XtLayout.InfoSize), ("sizeof(struct ip6t_getinfo)", XtLayout.InfoSize),
            ("offsetof(struct ipt_getinfo, underflow)", XtLayout.InfoUnderflow), ("offsetof(struct ip6t_getinfo, underflow)", XtLayout.InfoUnderflow),
            ("offsetof(struct ipt_getinfo, size)", XtLayout.InfoTableSize), ("offsetof(struct ip6t_getinfo, size)", XtLayout.InfoTableSize),
            ("offsetof(struct ipt_get_entries, size)", XtLayout.EntriesSize), ("offsetof(struct ip6t_get_entries, size)", XtLayout.EntriesSize),
            ("sizeof(struct ipt_get_entries)", XtLayout.EntriesTable), ("sizeof(struct ip6t_get_entries)", XtLayout.EntriesTable),
            ("offsetof(struct ipt_entry, target_offset)", XtLayout.Ipv4TargetOffset), ("offsetof(struct ip6t_entry, target_offset)", XtLayout.Ipv6TargetOffset),
            ("offsetof(struct xt_standard_target, verdict)", XtLayout.TargetVerdict),
        ])
        {
            source.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"_Static_assert({expression} == {value}, \"{expression}\");");
        }
    }

    private static void AppendStruct(StringBuilder source, Type type)
    {
        string name = $"struct {type.Name}";
        source.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"_Static_assert(sizeof({name}) == {Marshal.SizeOf(type)}, \"{name}\");");
        foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public))
        {
            source.AppendLine(
                System.Globalization.CultureInfo.InvariantCulture,
                $"_Static_assert(offsetof({name}, {field.Name}) == {Marshal.OffsetOf(type, field.Name)}, \"{type.Name}.{field.Name}\");");
        }
    }

    /// <summary>The compiler's complaints; empty when it had none.</summary>
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
