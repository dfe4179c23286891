namespace Berth.RegistryClient;

/// <summary>Says where a registry's content is to be had.</summary>
public interface IRegistryHosts
{
    /// <summary>The hosts to ask for a registry's content in this order: mirrors that are alive, then the registry itself, which is always there.</summary>
    IReadOnlyList<RegistryHost> For(string registry);

    /// <summary>Tells that a host answered (any HTTP status below 500), or that it did not.</summary>
    void Report(RegistryHost host, bool answered);
}
