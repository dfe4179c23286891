using System.Net;
using System.Text;

namespace Berth.Dns.Names;

/// <summary>Writes the table of a network: a line of hosts(5) for each address of each container.</summary>
public static class NetworkNamesFile
{
    /// <param name="endpoints">In the order in which addresses of a name are to be answered.</param>
    public static string Render(IEnumerable<NamedEndpoint> endpoints)
    {
        var text = new StringBuilder();
        foreach (NamedEndpoint endpoint in endpoints)
        {
            string[] names = [.. endpoint.Names.Where(ContainerNames.CanBeAsked).Distinct(StringComparer.OrdinalIgnoreCase)];
            foreach (IPAddress address in names.Length == 0 ? [] : endpoint.Addresses)
            {
                text.Append(address).Append(' ').AppendJoin(' ', names).Append('\n');
            }
        }

        return text.ToString();
    }
}
