namespace Berth.RegistryClient.Uploads;

/// <summary>
/// How large the pieces are in which a blob goes. All in one piece first; where the registry, or what stands before it, says that this is
/// too large (413), in pieces of 16, then 4, then 1 MiB.
/// </summary>
internal sealed class ChunkSizes
{
    private static readonly long[] s_sizes = [16L << 20, 4L << 20, 1L << 20];

    private int _step = -1;

    /// <summary>Whether everything goes in one piece.</summary>
    public bool IsWhole => _step < 0;

    /// <summary>Goes on with smaller pieces; false where there are none.</summary>
    /// <param name="minimum">The registry's own lower limit.</param>
    public bool Shrink(long minimum)
    {
        if (_step + 1 >= s_sizes.Length || (_step >= 0 && s_sizes[_step] <= minimum))
        {
            return false;
        }

        _step++;
        return true;
    }

    /// <summary>Bytes of the next piece.</summary>
    /// <param name="left">Bytes that are still to go.</param>
    /// <param name="minimum">The registry's own lower limit, which the last piece need not keep.</param>
    public long Next(long left, long minimum) => IsWhole ? left : Math.Min(left, Math.Max(s_sizes[_step], minimum));
}
