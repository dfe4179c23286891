using System.Net.Http.Headers;
using System.Net.Sockets;
using Berth.Harness;
using Xunit;

[assembly: AssemblyFixture(typeof(Berth.Conformance.Api.EngineUnderTest))]

namespace Berth.Conformance.Api;

/// <summary>
/// The engine that programs speak to: a private berthd. With <c>BERTH_TEST_TARGET=dockerd</c> it is Debian's dockerd, and with
/// <c>BERTH_TEST_SOCKET=/path</c> one that is running already, such as a newer dockerd, to prove the tests themselves.
/// </summary>
public sealed class EngineUnderTest : IAsyncLifetime
{
    private static readonly string? s_socket = Environment.GetEnvironmentVariable("BERTH_TEST_SOCKET");

    private Daemon? _daemon;
    private HttpClient? _http;

    /// <summary>It is a dockerd: what is Berth's own cannot be asked of it.</summary>
    public static bool IsReference { get; } = s_socket is not null || Target.IsDockerd;

    /// <summary>Speaks to the socket directly.</summary>
    public HttpClient Http => _http ?? throw new InvalidOperationException("the engine has not been started");

    public string Socket => s_socket ?? Daemon.Socket;

    public Uri Address => new($"unix://{Socket}");

    private Daemon Daemon => _daemon ?? throw new InvalidOperationException("the daemon has not been started");

    public async ValueTask InitializeAsync()
    {
        if (s_socket is null)
        {
            _daemon = await Daemon.StartAsync();
            _http = _daemon.Http;
            return;
        }

        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync }) { BaseAddress = new Uri("http://localhost") };
        await ImportBusyboxAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
            return;
        }

        _http?.Dispose();
    }

    /// <summary>A second connection of its own to the socket.</summary>
    public async Task<NetworkStream> ConnectAsync(CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel) => await ConnectAsync(cancel);

    private async Task ImportBusyboxAsync()
    {
        using var archive = new MemoryStream();
        await BusyboxImage.WriteAsync(archive);
        archive.Position = 0;
        using var content = new StreamContent(archive);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        string name = Uri.EscapeDataString(Daemon.Busybox);
        string change = Uri.EscapeDataString("CMD [\"/bin/sh\"]");
        using HttpResponseMessage answer = await Http.PostAsync(new Uri($"/images/create?fromSrc=-&repo={name}&changes={change}", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }
}
