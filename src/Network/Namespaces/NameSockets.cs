using System.Net;
using Berth.Linux;
using Berth.Linux.Nftables;
using Berth.Linux.Sockets;

namespace Berth.Network.Namespaces;

/// <summary>
/// Where a container asks for names: sockets on 127.0.0.11 in its namespace, on ports of the kernel's choice, so that port 53 is the
/// container's own, and rules that lead 127.0.0.11:53 to them.
/// </summary>
/// <param name="Datagrams">UDP, bound.</param>
/// <param name="Stream">TCP, listening.</param>
internal sealed record NameSockets(Fd Datagrams, Fd Stream) : IDisposable
{
    private const string Table = "berth-names";

    /// <summary>Opens them in the calling thread's network namespace, whose loopback is up.</summary>
    public static NameSockets Open()
    {
        var any = new IPEndPoint(PortRewrite.NameServer, 0);
        Fd datagrams = InternetSocket.Bind(any, isStream: false);
        try
        {
            Fd stream = InternetSocket.Bind(any, isStream: true);
            using NftSocket rules = NftSocket.Open();
            rules.Commit(PortRewrite.Install(Table, InternetSocket.PortOf(datagrams), InternetSocket.PortOf(stream)));
            return new NameSockets(datagrams, stream);
        }
        catch
        {
            datagrams.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Datagrams.Dispose();
        Stream.Dispose();
    }
}
