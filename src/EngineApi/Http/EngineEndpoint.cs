using System.Globalization;
using System.Net.Sockets;

namespace Berth.EngineApi.Http;

/// <summary>Where a daemon listens, and how one gets there.</summary>
public sealed class EngineEndpoint
{
    /// <summary>The port of daemons without TLS.</summary>
    public const int PlainPort = 2375;

    /// <summary>The port of daemons with TLS.</summary>
    public const int TlsPort = 2376;

    private readonly Func<EngineTransport> _connect;

    private EngineEndpoint(string text, string basePath, Func<EngineTransport> connect)
    {
        Text = text;
        BasePath = basePath;
        _connect = connect;
    }

    /// <summary>The endpoint as messages name it.</summary>
    public string Text { get; }

    /// <summary>What comes before every path, for a daemon behind a proxy: empty, or <c>/prefix</c>.</summary>
    public string BasePath { get; }

    /// <summary>
    /// Reads <c>unix:///path</c> or <c>tcp://host[:port][/prefix]</c>; a text without scheme is <c>host[:port]</c>.
    /// </summary>
    /// <param name="text">The address.</param>
    /// <param name="tls">How to speak TLS to a host; null: not. Sockets of this machine have none.</param>
    /// <exception cref="FormatException">The scheme or the port is not understood.</exception>
    public static EngineEndpoint Parse(string text, ClientTls? tls = null)
    {
        if (text.StartsWith("unix://", StringComparison.Ordinal))
        {
            var path = text["unix://".Length..];
            return new EngineEndpoint(text, "", () => new SocketTransport(ConnectUnix(path)));
        }

        var address = text.StartsWith("tcp://", StringComparison.Ordinal) ? text["tcp://".Length..] : text;
        if (address.Length == 0 || address.Contains("://", StringComparison.Ordinal))
        {
            throw new FormatException($"invalid bind address format: {text}");
        }

        var slash = address.IndexOf('/', StringComparison.Ordinal);
        var prefix = slash < 0 ? "" : address[slash..].TrimEnd('/');
        var (host, port) = SplitPort(slash < 0 ? address : address[..slash], tls is null ? PlainPort : TlsPort, text);
        var name = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        return new EngineEndpoint(
            $"tcp://{name}:{port}{prefix}",
            prefix,
            () => tls is null ? new SocketTransport(ConnectTcp(host, port)) : TlsTransport.Connect(ConnectTcp(host, port), host, tls));
    }

    /// <summary>A daemon that is reached in a way of the caller's.</summary>
    /// <param name="text">The endpoint as messages name it.</param>
    /// <param name="connect">Makes a connection.</param>
    public static EngineEndpoint Through(string text, Func<EngineTransport> connect) => new(text, "", connect);

    /// <summary>Connects.</summary>
    /// <exception cref="EngineConnectionException">Nobody listens, or the socket may not be used.</exception>
    /// <exception cref="IOException">Somebody listens, and there is no understanding.</exception>
    public EngineTransport Connect()
    {
        try
        {
            return _connect();
        }
        catch (Exception e) when (e is SocketException { SocketErrorCode: not SocketError.HostNotFound } or ArgumentException)
        {
            throw new EngineConnectionException(this, e);
        }
    }

    private static (string Host, int Port) SplitPort(string address, int defaultPort, string text)
    {
        var colon = address.EndsWith(']') ? -1 : address.LastIndexOf(':');
        var host = colon < 0 ? address : address[..colon];
        if (host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('['))
        {
            throw new FormatException($"invalid bind address format: {text}");
        }

        var port = defaultPort;
        if (colon >= 0 && (!int.TryParse(address[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port > 65535))
        {
            throw new FormatException($"parse \"{text}\": invalid port \"{address[colon..]}\" after host");
        }

        host = host.Trim('[', ']');
        return (host.Length > 0 ? host : "127.0.0.1", port);
    }

    private static Socket ConnectUnix(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        return Connected(socket, () => socket.Connect(new UnixDomainSocketEndPoint(path)));
    }

    private static Socket ConnectTcp(string host, int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        return Connected(socket, () => socket.Connect(host, port));
    }

    private static Socket Connected(Socket socket, Action connect)
    {
        try
        {
            connect();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
