using System.Globalization;
using Berth.Engine.Errors;
using Berth.Network.Ports;

namespace Berth.Engine.Specs;

/// <summary>A container's port as the API writes it: <c>80/tcp</c>, <c>53/udp</c>, <c>80</c>.</summary>
public readonly record struct PortSpec(ushort Port, TransportProtocol Protocol)
{
    /// <exception cref="InvalidParameterException">It is no port, or of no protocol.</exception>
    public static PortSpec Parse(string text)
    {
        (string port, TransportProtocol protocol) = SplitProtocol(text);
        return new PortSpec(Number(port, text), protocol);
    }

    /// <summary>The same for a range, <c>8000-8010/tcp</c>: every port in it.</summary>
    public static IEnumerable<PortSpec> ParseRange(string text)
    {
        (string ports, TransportProtocol protocol) = SplitProtocol(text);
        (ushort first, ushort last) = Range(ports, text);
        return Enumerable.Range(first, last - first + 1).Select(port => new PortSpec((ushort)port, protocol));
    }

    /// <summary>First and last port of <c>80</c> or <c>80-90</c>.</summary>
    /// <param name="whole">What the message of a failure shows.</param>
    internal static (ushort First, ushort Last) Range(string text, string whole)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            ushort port = Number(text, whole);
            return (port, port);
        }

        ushort first = Number(text[..dash], whole);
        ushort last = Number(text[(dash + 1)..], whole);
        return first <= last ? (first, last) : throw Invalid(whole);
    }

    public override string ToString() => $"{Port}/{Protocol.ToString().ToLowerInvariant()}";

    private static (string Port, TransportProtocol Protocol) SplitProtocol(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string name = slash < 0 ? "tcp" : text[(slash + 1)..].ToLowerInvariant();
        TransportProtocol protocol = name switch
        {
            "tcp" or "" => TransportProtocol.Tcp,
            "udp" => TransportProtocol.Udp,
            "sctp" => TransportProtocol.Sctp,
            _ => throw new InvalidParameterException($"invalid proto: {name}"),
        };
        return (slash < 0 ? text : text[..slash], protocol);
    }

    private static ushort Number(string text, string whole) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0
            ? port
            : throw Invalid(whole);

    private static InvalidParameterException Invalid(string whole) => new($"invalid port specification: \"{whole}\"");
}
