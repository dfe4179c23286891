using System.Net.Sockets;

namespace Berth.EngineApi.Http;

/// <summary>A blocking socket.</summary>
internal sealed class SocketTransport(Socket socket) : EngineTransport
{
    public override int Read(Span<byte> buffer) => socket.Receive(buffer);

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[socket.Send(bytes)..];
        }
    }

    public override void CloseWrite() => Shutdown(SocketShutdown.Send);

    public override void Abort() => Shutdown(SocketShutdown.Both);

    protected override void Dispose(bool disposing) => socket.Dispose();

    private void Shutdown(SocketShutdown how)
    {
        try
        {
            socket.Shutdown(how);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer was faster: nothing to tell it.
        }
    }
}
