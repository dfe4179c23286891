using System.Net.Sockets;
using System.Text;
using Berth.EngineApi;
using Berth.EngineApi.Http;

namespace Berth.Unit.EngineApi;

/// <summary>A daemon on a Unix socket that answers each connection with bytes laid down beforehand and keeps what it was sent.</summary>
internal sealed class FakeDaemon : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("berth-api-").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Thread _thread;

    /// <param name="connections">For each connection, the answers to its requests in order; it closes after the last.</param>
    public FakeDaemon(params string[][] connections)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_directory, "d.sock")));
        _listener.Listen();
        _thread = new Thread(() => Serve(connections)) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>The heads of the requests, with what came in the same read.</summary>
    public List<string> Requests { get; } = [];

    public EngineClient Client(string? version = null) =>
        new(EngineEndpoint.Parse("unix://" + Path.Combine(_directory, "d.sock")), version);

    public void Dispose()
    {
        _listener.Dispose();
        _thread.Join();
        Directory.Delete(_directory, recursive: true);
    }

    private void Serve(string[][] connections)
    {
        try
        {
            foreach (var answers in connections)
            {
                using var peer = _listener.Accept();
                foreach (var answer in answers)
                {
                    ReadRequest(peer);
                    peer.Send(Encoding.UTF8.GetBytes(answer.ReplaceLineEndings("\r\n")));
                }
            }
        }
        catch (SocketException)
        {
            // Disposed while it waited.
        }
    }

    private void ReadRequest(Socket peer)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = peer.Receive(buffer);
            if (read == 0)
            {
                return;
            }

            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        lock (Requests)
        {
            Requests.Add(text.ToString());
        }
    }
}
