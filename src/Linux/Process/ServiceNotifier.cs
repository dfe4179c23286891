using System.Net.Sockets;
using System.Text;

namespace Berth.Linux;

/// <summary>Tells systemd how a service stands. Without systemd it does nothing. Source: sd_notify(3).</summary>
public static class ServiceNotifier
{
    public static void Ready() => Send("READY=1");

    public static void Stopping() => Send("STOPPING=1");

    private static void Send(string state)
    {
        string? name = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
        if (string.IsNullOrEmpty(name))
        {
            return;
        }

        // A leading @ stands for the abstract namespace's zero byte.
        string address = name[0] == '@' ? "\0" + name[1..] : name;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(address));
    }
}
