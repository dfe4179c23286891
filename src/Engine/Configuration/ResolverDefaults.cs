using Berth.EngineApi.Containers;

namespace Berth.Engine.Configuration;

/// <summary>How containers resolve names that say nothing of it themselves; each part empty: as the host does.</summary>
public sealed record ResolverDefaults
{
    /// <summary>Name servers, by their addresses.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>Search domains; a single <c>.</c>: none.</summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    /// <summary>Options of resolv.conf(5), <c>ndots:2</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The same with what a container has of its own instead, as docker does part by part.</summary>
    internal ResolverDefaults With(HostConfig host) => new()
    {
        Servers = Or(host.Dns, Servers),
        Search = Or(host.DnsSearch, Search),
        Options = Or(host.DnsOptions, Options),
    };

    private static IReadOnlyList<string> Or(IReadOnlyList<string>? own, IReadOnlyList<string> otherwise) => own is { Count: > 0 } ? own : otherwise;
}
