namespace Berth.Unit.RegistryClient;

/// <summary>A request that reached the network.</summary>
internal sealed record SeenRequest(
    string Method, Uri Uri, string? Authorization, string Body, IReadOnlyDictionary<string, string> Headers);
