using System.Net;

namespace Berth.Engine.Containers.Links;

/// <summary>A container that another one on the default bridge is linked to.</summary>
/// <param name="Alias">What it is called there.</param>
/// <param name="Record">The other.</param>
/// <param name="Address">The other's.</param>
internal sealed record LinkedContainer(string Alias, ContainerRecord Record, IPAddress Address)
{
    private const int ShortId = 12;

    /// <summary>Its names in hosts(5): alias, short ID or host name, own name, each once.</summary>
    public string HostNames
    {
        get
        {
            string host = string.IsNullOrEmpty(Record.Config.Hostname) ? Record.Id[..ShortId] : Record.Config.Hostname;
            return string.Join(' ', new[] { Alias, host, Record.Name }.Distinct(StringComparer.Ordinal));
        }
    }
}
