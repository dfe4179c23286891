using System.Net.Sockets;

namespace Berth.Registry.Hosting;

/// <summary>The file of a Unix socket before and after it is listened on.</summary>
internal static class SocketFile
{
    /// <summary>Removes one that a killed registry left behind.</summary>
    /// <exception cref="IOException">Somebody listens on it, or the path is something else.</exception>
    public static void Clear(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused && (File.GetAttributes(path) & FileAttributes.ReparsePoint) == 0 && new FileInfo(path).Length == 0)
        {
            File.Delete(path);
            return;
        }
        catch (SocketException e)
        {
            throw new IOException($"cannot listen on {path}: {e.Message}", e);
        }

        throw new IOException($"cannot listen on {path}: another process does");
    }
}
