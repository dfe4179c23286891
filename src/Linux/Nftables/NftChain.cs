namespace Berth.Linux.Nftables;

/// <summary>A chain that rules and verdict maps lead to.</summary>
public record NftChain(string Name);

/// <summary>A base chain. The policy is accept.</summary>
/// <param name="Type"><c>filter</c> or <c>nat</c>.</param>
/// <param name="Priority">Order among the chains of a hook: raw -300, dstnat -100, filter 0, srcnat 100 (nft(8)).</param>
public sealed record NftBaseChain(string Name, string Type, NftHook Hook, int Priority) : NftChain(Name);
