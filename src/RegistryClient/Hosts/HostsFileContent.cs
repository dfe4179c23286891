namespace Berth.RegistryClient.Hosts;

/// <summary>What a <c>hosts.toml</c> says.</summary>
/// <param name="Own">Of the registry itself; its address is null where the file names no <c>server</c>.</param>
/// <param name="Hosts">The others, in the order in which they are asked.</param>
internal sealed record HostsFileContent(HostsFileEntry Own, IReadOnlyList<HostsFileEntry> Hosts);
