using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Plan;

/// <summary>The five capability sets as bits. Without a section in the spec all are empty.</summary>
internal readonly record struct CapabilitySets(ulong Bounding, ulong Effective, ulong Permitted, ulong Inheritable, ulong Ambient)
{
    /// <summary>
    /// From names. What the caller does not have itself (<paramref name="available"/>) is left out, as runc does: a container asks for
    /// "all" and means all there are. Sets that could not be held are cut to what can: effective and ambient to permitted.
    /// </summary>
    public static CapabilitySets From(LinuxCapabilities? names, ulong available)
    {
        if (names is null)
        {
            return default;
        }

        ulong permitted = Bits(names.Permitted) & available;
        ulong inheritable = Bits(names.Inheritable) & available;
        return new CapabilitySets(
            Bits(names.Bounding) & available,
            Bits(names.Effective) & permitted,
            permitted,
            inheritable,
            Bits(names.Ambient) & permitted & inheritable);
    }

    private static ulong Bits(IReadOnlyList<string>? names)
    {
        ulong bits = 0;
        foreach (string name in names ?? [])
        {
            int number = Capability.NumberOf(name);
            bits |= number < 0 ? 0 : 1UL << number;
        }

        return bits;
    }
}
