using System.Globalization;
using System.Net;
using Berth.EngineApi;
using Berth.EngineApi.Containers;

namespace Berth.Cli.Containers.Specs;

/// <summary>
/// The text of <c>-p</c>: <c>[[IP:][HOST]:]CONTAINER[/PROTOCOL]</c>, where HOST and CONTAINER are ports or ranges of equal length, or
/// HOST is a range for one container port.
/// </summary>
internal static class PortSpec
{
    /// <summary>Adds what a text publishes to the exposed ports and the bindings of a request.</summary>
    /// <exception cref="FormatException">The text is wrong.</exception>
    public static void Apply(
        string text, Dictionary<string, EmptyObject> exposed, Dictionary<string, IReadOnlyList<PortBinding>?> bindings)
    {
        var (ip, host, container) = Split(text);
        var slash = container.IndexOf('/', StringComparison.Ordinal);
        var protocol = slash < 0 ? "tcp" : container[(slash + 1)..].ToLowerInvariant();
        container = slash < 0 ? container : container[..slash];
        if (container.Length == 0)
        {
            throw new FormatException($"no port specified: {text}<empty>");
        }

        if (ip.Length > 0 && (!IPAddress.TryParse(ip, out _) || (!ip.Contains(':', StringComparison.Ordinal) && ip.Count(c => c == '.') != 3)))
        {
            throw new FormatException($"invalid IP address: {ip}");
        }

        var containerRange = Range(container, "containerPort");
        var hostRange = host.Length > 0 ? Range(host, "hostPort") : default;
        if (host.Length > 0 && hostRange.Count != containerRange.Count && containerRange.Count != 1)
        {
            throw new FormatException($"invalid ranges specified for container and host Ports: {container} and {host}");
        }

        CheckProtocol(protocol);
        for (var i = 0; i < containerRange.Count; i++)
        {
            var key = $"{containerRange.First + i}/{protocol}";
            var hostPort = host.Length == 0 ? ""
                : containerRange.Count == 1 && hostRange.Count > 1 ? $"{hostRange.First}-{hostRange.Last}"
                : (hostRange.First + i).ToString(CultureInfo.InvariantCulture);
            exposed[key] = EmptyObject.Instance;
            bindings[key] = [.. bindings.GetValueOrDefault(key) ?? [], new PortBinding { HostIp = ip, HostPort = hostPort }];
        }
    }

    /// <summary>Adds the ports of <c>--expose PORT[-PORT][/PROTOCOL]</c>.</summary>
    /// <exception cref="FormatException">The text is wrong.</exception>
    public static void Expose(string text, Dictionary<string, EmptyObject> exposed)
    {
        if (text.Contains(':', StringComparison.Ordinal))
        {
            throw new FormatException($"invalid port format for --expose: {text}");
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var protocol = slash < 0 ? "tcp" : text[(slash + 1)..].ToLowerInvariant();
        CheckProtocol(protocol);
        try
        {
            var range = Range(slash < 0 ? text : text[..slash], "port");
            for (var port = range.First; port <= range.Last; port++)
            {
                exposed[$"{port}/{protocol}"] = EmptyObject.Instance;
            }
        }
        catch (FormatException e)
        {
            throw new FormatException($"invalid range format for --expose: {text}, error: {e.Message}", e);
        }
    }

    private static (string Ip, string Host, string Container) Split(string text)
    {
        var parts = text.Split(':');
        return parts.Length switch
        {
            1 => ("", "", parts[0]),
            2 => ("", parts[0], parts[1]),
            3 => (parts[0], parts[1], parts[2]),
            _ => (string.Join(':', parts[..^2]).Trim('[', ']'), parts[^2], parts[^1]),
        };
    }

    private static void CheckProtocol(string protocol)
    {
        if (protocol is not ("tcp" or "udp" or "sctp"))
        {
            throw new FormatException($"invalid proto: {protocol}");
        }
    }

    private static PortRange Range(string text, string what)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var first = Port(dash < 0 ? text : text[..dash]);
        var last = dash < 0 ? first : Port(text[(dash + 1)..]);
        return first is { } low && last is { } high && low <= high
            ? new PortRange(low, high)
            : throw new FormatException($"invalid {what}: {text}");
    }

    private static int? Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;

    private readonly record struct PortRange(int First, int Last)
    {
        public int Count => Last - First + 1;
    }
}
