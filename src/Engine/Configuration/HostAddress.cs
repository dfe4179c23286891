using System.Buffers;
using System.Globalization;

namespace Berth.Engine.Configuration;

/// <summary>
/// Where the daemon listens: <c>unix://PATH</c>, <c>tcp://HOST:PORT</c>, or sockets that systemd has opened, <c>fd://</c>.
/// </summary>
public sealed record HostAddress
{
    public const string DefaultPath = "/run/berth.sock";

    /// <summary>The port of a <c>tcp://</c> address that names none: without and with TLS (IANA).</summary>
    public const int PlainPort = 2375;
    public const int TlsPort = 2376;

    private const string UnixScheme = "unix://";
    private const string TcpScheme = "tcp://";
    private const string FdScheme = "fd://";

    private static readonly SearchValues<char> s_notInHosts = SearchValues.Create("/?#@ []");

    /// <summary>A Unix socket by absolute path.</summary>
    public HostAddress(string socketPath) => SocketPath = socketPath;

    private HostAddress()
    {
    }

    public static HostAddress Default { get; } = new(DefaultPath);

    /// <summary>Null for the other kinds.</summary>
    public string? SocketPath { get; }

    /// <summary>Name or address of an interface, null for the other kinds.</summary>
    public string? TcpHost { get; private init; }

    /// <summary>Of a TCP address; null: the usual one.</summary>
    public int? TcpPort { get; private init; }

    /// <summary>Number (from 3) of the socket that systemd hands over; empty for all of them; null for the other kinds.</summary>
    public string? Inherited { get; private init; }

    /// <exception cref="ConfigurationException">It is no address.</exception>
    public static HostAddress Parse(string text)
    {
        if (text.StartsWith(UnixScheme, StringComparison.Ordinal))
        {
            string path = text[UnixScheme.Length..];
            return path.Length == 0 ? Default : new HostAddress(Path.GetFullPath(path, "/"));
        }

        if (text.StartsWith(TcpScheme, StringComparison.Ordinal))
        {
            return ParseTcp(text, text[TcpScheme.Length..]);
        }

        if (text.StartsWith(FdScheme, StringComparison.Ordinal))
        {
            string number = text[FdScheme.Length..];
            return number is "" or "*" || (uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out uint fd) && fd >= 3)
                ? new HostAddress { Inherited = number.TrimStart('*') }
                : throw new ConfigurationException($"invalid host {text}: a socket's number is 3 or more");
        }

        throw new ConfigurationException($"invalid bind address format: {text}");
    }

    public override string ToString() => this switch
    {
        { SocketPath: { } path } => UnixScheme + path,
        { Inherited: { } number } => FdScheme + number,
        _ => $"{TcpScheme}{(TcpHost!.Contains(':', StringComparison.Ordinal) ? $"[{TcpHost}]" : TcpHost)}{(TcpPort is { } port ? $":{port}" : "")}",
    };

    private static HostAddress ParseTcp(string text, string rest)
    {
        // 1. The port, behind the last colon; one in brackets is the address's.
        string host = rest;
        int? port = null;
        int colon = rest.LastIndexOf(':');
        if (colon >= 0 && colon > rest.LastIndexOf(']'))
        {
            host = rest[..colon];
            port = ushort.TryParse(rest.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort number)
                ? number
                : throw new ConfigurationException($"invalid host {text}: \"{rest[(colon + 1)..]}\" is no port");
        }

        // 2. The address.
        host = host is ['[', .. var bare, ']'] ? bare : host;
        return host.AsSpan().IndexOfAny(s_notInHosts) < 0
            ? new HostAddress { TcpHost = host.Length == 0 ? "localhost" : host, TcpPort = port }
            : throw new ConfigurationException($"invalid bind address format: {text}");
    }
}
