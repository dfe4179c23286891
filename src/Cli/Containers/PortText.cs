using System.Globalization;
using Berth.EngineApi.Containers;

namespace Berth.Cli.Containers;

/// <summary>Ports as a listing shows them: <c>0.0.0.0:8080->80/tcp, 443/tcp</c>, runs of ports that map to themselves as ranges.</summary>
internal static class PortText
{
    /// <summary>Address and port, the address in brackets when it has colons (RFC 3986 section 3.2.2).</summary>
    public static string Join(string ip, string port) => ip.Contains(':', StringComparison.Ordinal) ? $"[{ip}]:{port}" : $"{ip}:{port}";

    public static string Of(IEnumerable<Port> ports)
    {
        var runs = new List<Run>();
        var finished = new List<string>();
        var mapped = new List<string>();
        foreach (var port in ports.OrderBy(port => port.PrivatePort).ThenBy(port => port.IP ?? "", StringComparer.Ordinal)
            .ThenBy(port => port.PublicPort).ThenBy(port => port.Type, StringComparer.Ordinal))
        {
            var ip = port.IP ?? "";
            if (ip.Length > 0 && port.PublicPort != port.PrivatePort)
            {
                mapped.Add($"{Join(ip, Text(port.PublicPort))}->{port.PrivatePort}/{port.Type}");
                continue;
            }

            var index = runs.FindIndex(run => run.Ip == ip && run.Type == port.Type);
            if (index < 0)
            {
                runs.Add(new Run(ip, port.Type, port.PrivatePort, port.PrivatePort));
            }
            else if (runs[index].Last + 1 == port.PrivatePort)
            {
                runs[index] = runs[index] with { Last = port.PrivatePort };
            }
            else if (runs[index].Last != port.PrivatePort)
            {
                finished.Add(runs[index].ToString());
                runs[index] = new Run(ip, port.Type, port.PrivatePort, port.PrivatePort);
            }
        }

        return string.Join(", ", [.. finished, .. runs.Select(run => run.ToString()), .. mapped]);
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Ports in a row of one address and protocol; no address means exposed and not published.</summary>
    private sealed record Run(string Ip, string Type, int First, int Last)
    {
        public override string ToString()
        {
            var range = First == Last ? Text(First) : $"{First}-{Last}";
            return Ip.Length > 0 ? $"{Join(Ip, range)}->{range}/{Type}" : $"{range}/{Type}";
        }
    }
}
