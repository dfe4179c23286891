using System.Net;

namespace Berth.Linux.Nftables;

/// <summary>
/// The table in a container's namespace that leads its questions for names to a server on other ports. It changes port numbers in passing,
/// without connection tracking, which would cost every packet of the container:
/// <code>
/// table inet berth-names {
///     chain answers {                                      # before the container's own rules, which see port 53
///         type filter hook output priority raw; policy accept;
///         oifname "lo" ip saddr 127.0.0.11 udp sport PORT udp sport set 53
///         oifname "lo" ip saddr 127.0.0.11 tcp sport PORT tcp sport set 53
///     }
///     chain questions {                                    # behind them
///         type filter hook output priority 150; policy accept;
///         oifname "lo" ip daddr 127.0.0.11 udp dport 53 udp dport set PORT
///         oifname "lo" ip daddr 127.0.0.11 tcp dport 53 tcp dport set PORT
///     }
/// }
/// </code>
/// </summary>
public static class PortRewrite
{
    private const ushort NamePort = 53;
    private const uint ServerNumber = (127u << 24) | 11;
    private const byte Udp = 17;
    private const byte Tcp = 6;

    private static readonly NftBaseChain s_answers = new("answers", "filter", NftHook.Output, -300);
    private static readonly NftBaseChain s_questions = new("questions", "filter", NftHook.Output, 150);

    /// <summary>Where containers ask: 127.0.0.11, as with docker.</summary>
    public static IPAddress NameServer { get; } = new([127, 0, 0, 11]);

    /// <param name="table">A name that nothing else in the namespace has.</param>
    /// <param name="udp">The server's port.</param>
    /// <param name="tcp">The server's port.</param>
    public static NftTransaction Install(string table, ushort udp, ushort tcp) => new NftTransaction(table)
        .AddTable()
        .AddChain(s_answers)
        .AddChain(s_questions)
        .AddRule(s_answers, rule => rule.RewriteSource(Udp, ServerNumber, udp, NamePort))
        .AddRule(s_answers, rule => rule.RewriteSource(Tcp, ServerNumber, tcp, NamePort))
        .AddRule(s_questions, rule => rule.RewriteDestination(Udp, ServerNumber, NamePort, udp))
        .AddRule(s_questions, rule => rule.RewriteDestination(Tcp, ServerNumber, NamePort, tcp));
}
