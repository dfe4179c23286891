namespace Berth.Engine.Users;

/// <summary>Who a process runs as, in numbers.</summary>
/// <param name="AdditionalGids">Supplementary groups, the primary one first, none twice.</param>
/// <param name="Home">Home directory by the passwd file; null where the user is not in it.</param>
public sealed record ResolvedUser(uint Uid, uint Gid, IReadOnlyList<uint> AdditionalGids, string? Home = null);
