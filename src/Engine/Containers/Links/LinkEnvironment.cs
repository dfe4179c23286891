using System.Globalization;
using System.Net;
using Berth.Engine.Specs;

namespace Berth.Engine.Containers.Links;

/// <summary>
/// The variables that tell a container of one that it is linked to, as docker's: <c>DB_PORT</c>, <c>DB_PORT_5432_TCP_ADDR</c> …,
/// <c>DB_NAME</c>, <c>DB_ENV_*</c> of the other's own environment.
/// </summary>
internal static class LinkEnvironment
{
    /// <param name="link">The other container.</param>
    /// <param name="name">The name of the container that gets the variables.</param>
    public static IReadOnlyList<string> Of(LinkedContainer link, string name)
    {
        string prefix = link.Alias.ToUpperInvariant().Replace('-', '_');
        PortSpec[] ports = [.. PublishedPorts.Exposed(link.Record.Config).OrderBy(static port => port.Port).ThenBy(static port => port.Protocol)];
        List<string> variables = [];
        if (ports.Length > 0)
        {
            variables.Add($"{prefix}_PORT={Url(link.Address, ports[0])}");
        }

        AddRanges(variables, prefix, link.Address, ports);
        foreach (PortSpec port in ports)
        {
            string key = Key(prefix, port);
            variables.Add($"{key}={Url(link.Address, port)}");
            variables.Add($"{key}_ADDR={link.Address}");
            variables.Add($"{key}_PORT={port.Port}");
            variables.Add($"{key}_PROTO={Protocol(port)}");
        }

        variables.Add($"{prefix}_NAME=/{name}/{link.Alias}");
        foreach (string variable in link.Record.Config.Env ?? [])
        {
            int equals = variable.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && variable[..equals] is not ("HOME" or "PATH"))
            {
                variables.Add($"{prefix}_ENV_{variable}");
            }
        }

        return variables;
    }

    /// <summary>Ports of one protocol that follow each other are a range too.</summary>
    private static void AddRanges(List<string> variables, string prefix, IPAddress address, PortSpec[] ports)
    {
        for (int first = 0, last; first < ports.Length; first = last + 1)
        {
            last = first;
            while (last + 1 < ports.Length && ports[last + 1].Protocol == ports[first].Protocol && ports[last + 1].Port == ports[last].Port + 1)
            {
                last++;
            }

            if (last > first)
            {
                string key = Key(prefix, ports[first]);
                variables.Add($"{key}_START={Url(address, ports[first])}");
                variables.Add($"{key}_PORT_START={ports[first].Port}");
                variables.Add($"{key}_END={Url(address, ports[last])}");
                variables.Add($"{key}_PORT_END={ports[last].Port}");
            }
        }
    }

    private static string Key(string prefix, PortSpec port) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}_PORT_{port.Port}_{Protocol(port).ToUpperInvariant()}");

    private static string Url(IPAddress address, PortSpec port) =>
        string.Create(CultureInfo.InvariantCulture, $"{Protocol(port)}://{address}:{port.Port}");

    private static string Protocol(PortSpec port) => port.Protocol.ToString().ToLowerInvariant();
}
