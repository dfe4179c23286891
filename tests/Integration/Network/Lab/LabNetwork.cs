using Berth.Network;
using Berth.Network.Networks;

namespace Berth.Integration.Network.Lab;

/// <summary>A network that is removed when the test is done with it.</summary>
/// <param name="engine">Whose.</param>
/// <param name="record">What it is.</param>
/// <param name="prefix">Three parts of its IPv4 addresses.</param>
/// <param name="prefix6">What its IPv6 addresses begin with, if it has any, with a colon at the end.</param>
internal sealed class LabNetwork(LabEngine engine, NetworkRecord record, string prefix, string prefix6) : IAsyncDisposable
{
    public string Id => record.Id;

    public string Prefix => prefix;

    public string Prefix6 => prefix6;

    public string Gateway => $"{prefix}.1";

    public string Gateway6 => $"{prefix6}:1";

    /// <summary>The bridge's interface on the host.</summary>
    public string Interface => record.Interface;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await engine.DoAsync(controller => controller.Remove(record.Id));
        }
        catch (NetworkException e) when (e.Kind == NetworkErrorKind.NotFound)
        {
            // The test has removed it.
        }
    }
}
