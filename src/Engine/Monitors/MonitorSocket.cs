using System.Net.Sockets;
using Berth.Linux;

namespace Berth.Engine.Monitors;

/// <summary>
/// The Unix socket between the daemon and a monitor. The daemon binds it before there is a monitor, so that connecting never
/// races with the monitor's start. A socket's address holds 107 bytes, a data root in a deep directory has more: the directory is
/// opened, and the socket reached through its descriptor (unix(7), proc(5)).
/// </summary>
internal static class MonitorSocket
{
    private const string Name = "monitor.sock";

    /// <summary>Containers have a control connection, and one for each client that is attached.</summary>
    private const int Backlog = 64;

    /// <summary>The directory of a socket, for <see cref="Listen"/>.</summary>
    /// <exception cref="LinuxException">It is not there.</exception>
    public static Fd Open(string directory) => Fd.Open(directory, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);

    /// <summary>
    /// Binds and listens in a directory, in place of what was there. The descriptor has to outlive the socket: what the class deletes when
    /// the socket is disposed is a name below that number, which by then could be another container's directory.
    /// </summary>
    public static Socket Listen(Fd directory)
    {
        string name = $"{directory.ProcPath}/{Name}", bound = $"{name}.new";
        File.Delete(name);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(bound));
            socket.Listen(Backlog);

            // The class deletes the name it bound when it is disposed; the name that counts is another one.
            File.Move(bound, name);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <exception cref="SocketException">Nobody listens: the monitor is gone.</exception>
    public static async ValueTask<Socket> ConnectAsync(string directory, CancellationToken cancellation)
    {
        using Fd opened = Open(directory);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint($"{opened.ProcPath}/{Name}"), cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
