namespace Berth.Network.Naming;

/// <summary>How what no container is called is resolved for one container.</summary>
public sealed record NameSettings
{
    /// <summary>Addresses of <c>--dns</c>, asked from the container's namespace; empty: the host's servers, from the host's.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary><c>--dns-option ndots:N</c> was given: names without a dot are not asked elsewhere.</summary>
    public bool HasDotsOption { get; init; }
}
