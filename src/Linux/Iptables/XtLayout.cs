namespace Berth.Linux.Iptables;

/// <summary>
/// Where things are in what ip_tables answers, in bytes. The same for both families, but for the size of a rule's match:
/// <code>
/// ipt_getinfo      name[32] | valid_hooks u32 | hook_entry u32[5] | underflow u32[5] | num_entries u32 | size u32
/// ipt_get_entries  name[32] | size u32 | (4) | rules
/// ipt_entry        match (IPv4 84, IPv6 136) | nfcache u32 | target_offset u16 | next_offset u16 | …
/// target           xt_entry_target (32) | verdict i32
/// </code>
/// <c>underflow[HOOK]</c> is where the rule is, from the first, that stands for the policy of a hook's chain.
/// </summary>
internal static class XtLayout
{
    public const int InfoSize = 84;
    public const int InfoUnderflow = 56;
    public const int InfoTableSize = 80;
    public const int EntriesSize = 32;
    public const int EntriesTable = 40;
    public const int Ipv4TargetOffset = 88;
    public const int Ipv6TargetOffset = 140;
    public const int TargetVerdict = 32;
}
