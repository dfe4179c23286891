using Berth.Content;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Images.Layers;

/// <summary>
/// How layers go, with whatever let go of them:
/// <list type="number">
/// <item>What nothing needs any more is found out; nothing has changed yet.</item>
/// <item>One transaction takes all of their records away. That is the moment in which they are gone.</item>
/// <item>Their files go to the trash. What a crash leaves behind, the next start finds without an owner.</item>
/// </list>
/// </summary>
internal sealed partial class LayerStore
{
    /// <summary>Lets go of one reference; returns the layers that went with it, uppermost first.</summary>
    public IReadOnlyList<Digest> Release(Digest chainId) => Release([chainId], record: null)[0];

    /// <summary>
    /// Lets go of a reference that was only held for a while. Where the disk has no room to record that the layer goes, it stays,
    /// without an owner, until the next start.
    /// </summary>
    public void LetGo(Digest chainId)
    {
        lock (_lock)
        {
            try
            {
                Release(chainId);
            }
            catch (LinuxException)
            {
                _layers[chainId].References--;
            }
        }
    }

    /// <summary>Lets go of several references.</summary>
    /// <param name="tops">A reference each.</param>
    /// <param name="record">What else is recorded in the same transaction, before the layers' own records go.</param>
    /// <param name="expendable">It may come back after a power cut, because its owner does not.</param>
    /// <returns>For each of <paramref name="tops"/> the layers that went with it, uppermost first.</returns>
    public IReadOnlyList<IReadOnlyList<Digest>> Release(
        IReadOnlyList<Digest> tops, Action<DatabaseSession>? record, bool expendable = false)
    {
        lock (_lock)
        {
            // 1.
            List<List<Entry>> unneeded = FindUnneeded(tops);
            List<Entry> gone = [.. unneeded.SelectMany(static entries => entries)];
            List<Digest> lastOfDiff = [.. gone.GroupBy(static e => e.Directory).Where(static g => g.Count() == g.Key.Layers)
                .Select(static g => g.First().Record.DiffId)];

            // 2.
            List<Digest> archives = [];
            if (record is not null || gone.Count > 0)
            {
                Action<Action<DatabaseSession>> write = expendable ? _database.Write : _database.WriteDurably;
                write(session => archives = DeleteRecords(session, record, gone, lastOfDiff));
                Failpoint.Hit("remove.recorded");
            }

            // 3.
            Forget(tops, gone);
            foreach (Digest diffId in lastOfDiff)
            {
                _directories.Remove(diffId, out LayerDirectory? directory);
                Discard(directory!.Name);
                Failpoint.Hit("remove.discarded");
            }

            archives.ForEach(_blobs.Delete);
            return [.. unneeded.Select(static entries => entries.ConvertAll(static e => e.Record.ChainId))];
        }
    }

    /// <summary>After a start, when images and snapshots have counted theirs: removes layers that a crash left without an owner.</summary>
    /// <returns>How many.</returns>
    public int RemoveUnreferenced()
    {
        lock (_lock)
        {
            Digest[] tops = [.. _layers.Values.Where(static e => e.References == 0).Select(static e => e.Record.ChainId)];
            foreach (Digest top in tops)
            {
                _layers[top].References++;
            }

            return tops.Length == 0 ? 0 : Release(tops, record: null).Sum(static gone => gone.Count);
        }
    }

    private List<List<Entry>> FindUnneeded(IReadOnlyList<Digest> tops)
    {
        var counts = new Dictionary<Digest, int>();
        var unneeded = new List<List<Entry>>();
        foreach (Digest top in tops)
        {
            var entries = new List<Entry>();
            for (Digest? next = top; next is { } id; next = entries[^1].Record.Parent)
            {
                Entry entry = _layers[id];
                counts[id] = counts.GetValueOrDefault(id, entry.References) - 1;
                if (counts[id] > 0)
                {
                    break;
                }

                entries.Add(entry);
            }

            unneeded.Add(entries);
        }

        return unneeded;
    }

    private static List<Digest> DeleteRecords(
        DatabaseSession session, Action<DatabaseSession>? record, List<Entry> gone, List<Digest> lastOfDiff)
    {
        record?.Invoke(session);
        foreach (Entry entry in gone)
        {
            LayerTable.Delete(session, entry.Record.ChainId);
        }

        var archives = new List<Digest>();
        foreach (Digest diffId in lastOfDiff)
        {
            archives.AddRange(LayerArchiveTable.KeptOf(session, diffId));
            LayerArchiveTable.DeleteOf(session, diffId);
            DamagedLayerTable.Delete(session, diffId);
        }

        return archives;
    }

    private void Forget(IReadOnlyList<Digest> tops, List<Entry> gone)
    {
        foreach (Digest top in tops)
        {
            _layers[top].References--;
        }

        foreach (Entry entry in gone)
        {
            _layers.Remove(entry.Record.ChainId);
            entry.Directory.Layers--;
            if (entry.Record.Parent is { } parent && _layers.TryGetValue(parent, out Entry? below))
            {
                below.References--;
            }
        }
    }

    private void Discard(string directory)
    {
        _trash.Discard(_paths.Layer(directory));
        _trash.Discard(_paths.Recipe(directory));
    }
}
