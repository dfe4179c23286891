using Berth.Harness;

namespace Berth.Integration.Network.Lab;

/// <summary>A network that is removed when the test is done with it.</summary>
/// <param name="daemon">Whose.</param>
/// <param name="name">What it is called.</param>
/// <param name="id">Its ID.</param>
/// <param name="prefix">Three parts of its IPv4 addresses.</param>
/// <param name="prefix6">What its IPv6 addresses begin with, if it has any, with a colon at the end.</param>
internal sealed class LabNetwork(Daemon daemon, string name, string id, string prefix, string prefix6) : IAsyncDisposable
{
    public string Name => name;

    public string Id => id;

    public string Prefix => prefix;

    public string Prefix6 => prefix6;

    public string Gateway => $"{prefix}.1";

    public string Gateway6 => $"{prefix6}:1";

    /// <summary>The bridge's interface on the host.</summary>
    public string Interface => $"br-{id[..12]}";

    public async ValueTask DisposeAsync() => await daemon.RunAsync("network", "rm", name);
}
