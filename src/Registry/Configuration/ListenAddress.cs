using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Berth.Registry.Configuration;

/// <summary>Where the registry listens: an IP address with a port, or a Unix socket.</summary>
internal sealed record ListenAddress
{
    public const string Expected = "ADDRESS:PORT with an IP address, e.g. \"127.0.0.1:5000\", \":5000\" for all addresses, or unix:PATH";

    private const string UnixPrefix = "unix:";

    private ListenAddress(IPEndPoint? endPoint, string? socketPath)
    {
        EndPoint = endPoint;
        SocketPath = socketPath;
    }

    public static ListenAddress Default { get; } = new(new IPEndPoint(IPAddress.Loopback, 5000), null);

    /// <summary>Null: a Unix socket.</summary>
    public IPEndPoint? EndPoint { get; }

    /// <summary>An absolute path; null: an IP address.</summary>
    public string? SocketPath { get; }

    /// <summary>Nobody on another machine reaches it.</summary>
    [MemberNotNullWhen(false, nameof(EndPoint))]
    public bool IsLocal => EndPoint is null || IPAddress.IsLoopback(EndPoint.Address);

    public static bool TryParse(string text, [NotNullWhen(true)] out ListenAddress? address)
    {
        address = null;
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            string path = text[UnixPrefix.Length..];
            address = path.StartsWith('/') ? new ListenAddress(null, path) : null;
            return address is not null;
        }

        int colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return false;
        }

        string host = text[..colon];
        IPAddress? ip = host switch
        {
            "" => IPAddress.IPv6Any,
            "localhost" => IPAddress.Loopback,
            _ when host.Contains(':', StringComparison.Ordinal) && host[0] != '[' => null,
            _ => IPAddress.TryParse(host, out IPAddress? parsed) && IsWholeAddress(host) ? parsed : null,
        };
        address = ip is null ? null : new ListenAddress(new IPEndPoint(ip, port), null);
        return address is not null;
    }

    public override string ToString() => SocketPath is { } path ? UnixPrefix + path : EndPoint!.ToString();

    // IPAddress takes "1" for 0.0.0.1.
    private static bool IsWholeAddress(string host) => host[0] == '[' || host.Count(static c => c == '.') == 3;
}
