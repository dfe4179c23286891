using System.Net.Sockets;
using System.Text;

namespace Berth.Integration.Files;

/// <summary>Answers every request as if a directory <c>d</c> were asked for, and gives an archive of its own choice for it.</summary>
internal sealed class LyingDaemon : IAsyncDisposable
{
    private const string Stat = """{"name":"d","size":4096,"mode":2147484141,"mtime":"2026-11-30T00:00:00Z","linkTarget":""}""";

    private readonly string _directory = Directory.CreateTempSubdirectory("berth-liar-").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly byte[] _archive;
    private readonly Task _serving;

    private LyingDaemon(byte[] archive)
    {
        _archive = archive;
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_directory, "sock")));
        _listener.Listen();
        _serving = ServeAsync();
    }

    public string Host => $"unix://{_directory}/sock";

    public static LyingDaemon Start(byte[] archive) => new(archive);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
        Directory.Delete(_directory, recursive: true);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using Socket client = await _listener.AcceptAsync();
                await AnswerAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Closed.
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        byte[] request = new byte[16 << 10];
        if (await client.ReceiveAsync(request) == 0)
        {
            return;
        }

        string stat = Convert.ToBase64String(Encoding.UTF8.GetBytes(Stat));
        string head = $"HTTP/1.1 200 OK\r\nContent-Type: application/x-tar\r\nX-Docker-Container-Path-Stat: {stat}\r\nContent-Length: {_archive.Length}\r\nConnection: close\r\n\r\n";
        await client.SendAsync(Encoding.ASCII.GetBytes(head));
        if (!request.AsSpan().StartsWith("HEAD"u8))
        {
            await client.SendAsync(_archive);
        }

        client.Shutdown(SocketShutdown.Send);
    }
}
