using System.Globalization;
using System.Net;

namespace Berth.Engine.Configuration;

internal static partial class DaemonOptionsLoader
{
    /// <summary><c>ADDRESS:PORT</c>; an empty address is all of the host's, <c>localhost</c> 127.0.0.1.</summary>
    private static IPEndPoint? MetricsAddress(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? text : text[..colon].Trim('[', ']');
        bool hasPort = ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && colon >= 0;
        IPAddress? address = host switch
        {
            "" => IPAddress.Any,
            "localhost" => IPAddress.Loopback,
            _ => IPAddress.TryParse(host, out IPAddress? parsed) ? parsed : null,
        };
        return hasPort && address is not null
            ? new IPEndPoint(address, port)
            : throw new ConfigurationException($"invalid metrics-addr: {text}: it must be ADDRESS:PORT, as 127.0.0.1:9323");
    }
}
