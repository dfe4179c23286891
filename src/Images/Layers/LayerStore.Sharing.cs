using Berth.Oci;

namespace Berth.Images.Layers;

/// <summary>Layers whose files are here already, below other layers perhaps: they enter a chain without being unpacked again.</summary>
internal sealed partial class LayerStore
{
    /// <summary>
    /// Takes a reference to a layer with this diff ID, in whatever chain it is: its files cannot go, and <see cref="CommitPresent"/>
    /// can record them in another chain. Null where they are not here, or are damaged and have to be added again.
    /// </summary>
    public LayerHold? TryHoldFiles(Digest diffId)
    {
        lock (_lock)
        {
            return _directories.TryGetValue(diffId, out LayerDirectory? directory) && !directory.IsDamaged
                ? Hold(_layers.Values.First(entry => entry.Record.DiffId == diffId))
                : null;
        }
    }

    /// <summary>Records a layer whose files are here, and held by the caller, on top of another parent.</summary>
    /// <param name="parent">The layer below; the caller holds it.</param>
    public LayerHold CommitPresent(Digest diffId, Digest? parent)
    {
        lock (_lock)
        {
            if (_layers.TryGetValue(ChainId.Next(parent, diffId), out Entry? present))
            {
                return Hold(present);
            }

            LayerRecord same = _layers.Values.First(entry => entry.Record.DiffId == diffId).Record;
            return Hold(Insert(same with { ChainId = ChainId.Next(parent, diffId), Parent = parent }));
        }
    }
}
