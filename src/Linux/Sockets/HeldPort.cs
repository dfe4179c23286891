using System.Globalization;
using System.Net;

namespace Berth.Linux.Sockets;

/// <summary>
/// A port of the host's that is held for a container, as a line of the table that berthd writes and the container's monitor reads:
/// <code>
/// tcp 0.0.0.0:8080 -                   the kernel redirects it
/// tcp [::]:8080 172.17.0.2:80          what reaches the socket is relayed there
/// </code>
/// </summary>
/// <param name="Protocol">IP protocol number: 6 (TCP), 17 (UDP), 132 (SCTP).</param>
/// <param name="Host">Where it is bound.</param>
/// <param name="Target">Null: nobody is answered on the socket itself.</param>
public sealed record HeldPort(int Protocol, IPEndPoint Host, IPEndPoint? Target)
{
    private const int Sctp = 132;

    /// <summary>Null where the line is none.</summary>
    public static HeldPort? TryParse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        string[] words = line.Split(' ');
        if (words.Length != 3 || ProtocolOf(words[0]) is not int protocol || !IPEndPoint.TryParse(words[1], out IPEndPoint? host))
        {
            return null;
        }

        return words[2] == "-" ? new HeldPort(protocol, host, null)
            : IPEndPoint.TryParse(words[2], out IPEndPoint? target) ? new HeldPort(protocol, host, target)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{NameOf(Protocol)} {Host} {Target?.ToString() ?? "-"}");

    private static string NameOf(int protocol) => protocol switch
    {
        Libc.IPPROTO_TCP => "tcp",
        Libc.IPPROTO_UDP => "udp",
        Sctp => "sctp",
        _ => throw new ArgumentOutOfRangeException(nameof(protocol)),
    };

    private static int? ProtocolOf(string name) => name switch
    {
        "tcp" => Libc.IPPROTO_TCP,
        "udp" => Libc.IPPROTO_UDP,
        "sctp" => Sctp,
        _ => null,
    };
}
