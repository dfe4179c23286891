using Berth.Linux;

namespace Berth.Images.Diffing;

/// <summary>The order of file names by their bytes, which is what archives of the same tree agree on.</summary>
internal static class PathOrder
{
    /// <summary>Of single names, not paths.</summary>
    public static int Compare(string a, string b)
    {
        // UTF-16 sorts as UTF-8 does until a surrogate comes, and file names that are no UTF-8 have lone ones.
        bool plain = !a.AsSpan().ContainsAnyInRange('\ud800', '\udfff') && !b.AsSpan().ContainsAnyInRange('\ud800', '\udfff');
        return plain ? string.CompareOrdinal(a, b) : PathEncoding.Encode(a).AsSpan().SequenceCompareTo(PathEncoding.Encode(b));
    }
}
