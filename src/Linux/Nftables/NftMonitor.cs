using System.Runtime.CompilerServices;
using Berth.Linux.Netlink;
using static Berth.Linux.Netlink.NetlinkConstants;
using static Berth.Linux.Nftables.NftConstants;

namespace Berth.Linux.Nftables;

/// <summary>Listens to changes of nf_tables (the group that <c>nft monitor</c> joins). For one thread that waits and one that stops it.</summary>
public sealed class NftMonitor : IDisposable
{
    private readonly NetlinkSocket _socket;
    private volatile bool _stopped;

    private NftMonitor(NetlinkSocket socket) => _socket = socket;

    public static NftMonitor Open()
    {
        NetlinkSocket socket = NetlinkSocket.Open(NETLINK_NETFILTER);
        socket.Join(NFNLGRP_NFTABLES);
        return new NftMonitor(socket);
    }

    /// <summary>
    /// Waits until something of the table <c>inet NAME</c> is removed by someone else than <paramref name="ownPort"/>, or until
    /// notifications were lost, so that nobody knows.
    /// </summary>
    /// <returns>False: <see cref="Stop"/> was called.</returns>
    public bool WaitForRemoval(string table, uint ownPort)
    {
        while (!_stopped)
        {
            try
            {
                if (IsRemoval(_socket.Receive(), table, ownPort))
                {
                    // What has happened by now is repaired at once: a flush sends many notifications.
                    _socket.Drain();
                    return true;
                }
            }
            catch (LinuxException e) when (e.Errno is Errno.ENOBUFS or Errno.EOVERFLOW)
            {
                return true;
            }
            catch (LinuxException) when (_stopped)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Ends the wait.</summary>
    public void Stop()
    {
        _stopped = true;
        _socket.Wake();
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsRemoval(ReadOnlySpan<byte> datagram, string table, uint ownPort)
    {
        bool removal = false;
        var message = new MessageReader(datagram);
        while (message.Next())
        {
            removal |= message.Header.nlmsg_pid != ownPort && IsRemoval(message.Header.nlmsg_type, message.Body, table);
        }

        return removal;
    }

    private static bool IsRemoval(ushort type, ReadOnlySpan<byte> body, string table)
    {
        if (type >> 8 != NFNL_SUBSYS_NFTABLES || body.Length < Unsafe.SizeOf<nfgenmsg>() || body[0] != NFPROTO_INET
            || (type & 0xff) is not (NFT_MSG_DELTABLE or NFT_MSG_DELCHAIN or NFT_MSG_DELRULE or NFT_MSG_DELSET or NFT_MSG_DELSETELEM))
        {
            return false;
        }

        // In all of these, attribute 1 is the table's name.
        var attributes = new AttributeReader(body[Unsafe.SizeOf<nfgenmsg>()..]);
        while (attributes.Next())
        {
            if (attributes.Type == NFTA_TABLE_NAME)
            {
                return attributes.Text == table;
            }
        }

        return false;
    }
}
