namespace Berth.Network.Naming;

/// <summary>A name for another container that only one container knows: <c>--link TARGET:ALIAS</c> on a user network.</summary>
/// <param name="Alias">What is asked for.</param>
/// <param name="Target">A name of the other in the same network.</param>
public sealed record LinkedName(string Alias, string Target);
