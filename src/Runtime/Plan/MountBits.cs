using Berth.Linux;

namespace Berth.Runtime.Plan;

/// <summary>What an operation of a mount has in its numbers.</summary>
internal static class MountBits
{
    /// <summary>No component of the target may be a symbolic link.</summary>
    public const long Ordinary = 1;

    /// <summary>The mode of the covered directory is kept.</summary>
    public const long KeepMode = 2;

    /// <summary>The content of the covered directory is copied.</summary>
    public const long CopyUp = 4;

    /// <summary>It is mounted over the root, and is the root from then on.</summary>
    public const long BecomesRoot = 8;

    /// <summary>Made by mount(2).</summary>
    public const long ByPath = 16;

    /// <summary>As many changes of propagation as fit into a number, a byte each.</summary>
    public const int MostPropagations = 8;

    /// <summary>Of a byte: the mounts below too.</summary>
    public const int Deep = 0x80;

    /// <summary>Bytes in order, the first one lowest: 1 unbindable, 2 private, 3 slave, 4 shared.</summary>
    public static long Pack(IReadOnlyList<ulong> propagations)
    {
        ulong packed = 0;
        for (int i = propagations.Count - 1; i >= 0; i--)
        {
            ulong kind = (propagations[i] & ~MountOptions.PropagationRecursive) switch
            {
                Sys.MS_UNBINDABLE => 1,
                Sys.MS_PRIVATE => 2,
                Sys.MS_SLAVE => 3,
                _ => 4,
            };
            packed = (packed << 8) | kind | ((propagations[i] & MountOptions.PropagationRecursive) != 0 ? Deep : 0UL);
        }

        return (long)packed;
    }

    public static bool IsRoot(string target) => target.AsSpan().Trim("/.").IsEmpty && !target.Contains("..", StringComparison.Ordinal);
}
