using System.Globalization;
using System.Net.Sockets;

namespace Berth.EngineApi.Http;

/// <summary>Where a daemon listens: <c>unix:///path</c> or <c>tcp://host:port</c>.</summary>
public sealed record EngineEndpoint
{
    private readonly string _host;
    private readonly int _port;

    private EngineEndpoint(string text, string host, int port)
    {
        Text = text;
        _host = host;
        _port = port;
    }

    /// <summary>The endpoint as the user wrote it.</summary>
    public string Text { get; }

    private bool IsUnix => _port < 0;

    /// <summary>Reads an endpoint; a text without scheme is <c>host:port</c>.</summary>
    /// <exception cref="FormatException">The scheme or the port is not understood.</exception>
    public static EngineEndpoint Parse(string text)
    {
        if (text.StartsWith("unix://", StringComparison.Ordinal))
        {
            return new EngineEndpoint(text, text["unix://".Length..], -1);
        }

        var address = text.StartsWith("tcp://", StringComparison.Ordinal) ? text["tcp://".Length..] : text;
        address = address.TrimEnd('/');
        var colon = address.LastIndexOf(':');
        if (address.Contains("://", StringComparison.Ordinal) || colon <= 0
            || !int.TryParse(address[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65535)
        {
            throw new FormatException($"unable to parse docker host `{text}`");
        }

        return new EngineEndpoint(text, address[..colon].Trim('[', ']'), port);
    }

    /// <summary>Connects a blocking socket.</summary>
    /// <exception cref="EngineConnectionException">Nobody listens, or the socket may not be used.</exception>
    public Socket Connect()
    {
        var socket = IsUnix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (IsUnix)
            {
                socket.Connect(new UnixDomainSocketEndPoint(_host));
            }
            else
            {
                socket.Connect(_host, _port);
            }

            return socket;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            socket.Dispose();
            throw new EngineConnectionException(this, e);
        }
    }
}
