using Berth.Images.Layers;
using Berth.Linux;

namespace Berth.Images;

/// <summary>
/// The files of a container that does not run, mounted where nobody else sees them, as long as this is open. The layers stay meanwhile.
/// </summary>
public sealed class SnapshotView : IDisposable
{
    private readonly PrivateMounts _mounts;
    private readonly LayerHold? _hold;

    internal SnapshotView(PrivateMounts mounts, Fd root, LayerHold? hold)
    {
        _mounts = mounts;
        Root = root;
        _hold = hold;
    }

    /// <summary>The container's root directory (O_PATH), with what was mounted in it.</summary>
    public Fd Root { get; }

    public void Dispose()
    {
        Root.Dispose();
        _mounts.Dispose();
        _hold?.Dispose();
    }
}
