namespace Berth.Unit.RegistryClient;

/// <summary>A request that reached the network.</summary>
internal sealed record SeenRequest(
    string Method, Uri Uri, string? Authorization, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public IReadOnlyDictionary<string, string> ContentHeaders { get; init; } = new Dictionary<string, string>();
}
