using System.Net.Sockets;
using Berth.Linux;

namespace Berth.Daemon.Hosting;

/// <summary>A listening socket that systemd has opened.</summary>
internal sealed class InheritedSocket(Fd fd) : IDisposable
{
    /// <summary>Who is not on this machine may reach it.</summary>
    public bool IsNetwork { get; } = Family(fd) is not AddressFamily.Unix;

    /// <summary>Its number, which from now on is somebody else's to close.</summary>
    public ulong HandOver()
    {
        ulong number = (ulong)fd.Number;
        fd.SetHandleAsInvalid();
        return number;
    }

    public void Dispose() => fd.Dispose();

    private static AddressFamily Family(Fd fd)
    {
        using var socket = new Socket(new SafeSocketHandle(fd.Number, ownsHandle: false));
        return socket.AddressFamily;
    }
}
