namespace Berth.RegistryClient;

/// <summary>Says where a registry's content is to be had.</summary>
public interface IRegistryHosts
{
    /// <summary>The hosts to ask for a registry's content in this order: mirrors that are alive, then the registry itself, which is always there.</summary>
    /// <exception cref="RegistryException">The settings of the registry cannot be read.</exception>
    IReadOnlyList<RegistryHost> For(string registry);

    /// <summary>The registry itself: where pushes and logins go.</summary>
    RegistryHost Own(string registry);

    /// <summary>The mirrors of a registry of which it is not known whether they are alive, and which have to be tried before they are relied on.</summary>
    /// <exception cref="RegistryException">The settings of the registry cannot be read.</exception>
    IReadOnlyList<RegistryHost> Untried(string registry);

    /// <summary>Tells that a host answered (any HTTP status below 500), or that it did not.</summary>
    /// <param name="host">A host, as it was given.</param>
    /// <param name="failure">Null: it answered. Else what happened instead, in a line.</param>
    void Report(RegistryHost host, string? failure);
}
