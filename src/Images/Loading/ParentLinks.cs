using Berth.Oci;

namespace Berth.Images.Loading;

/// <summary>
/// Which of the images of an archive were made from which: docker saves that with them, so that <c>rmi</c> knows after a load what it
/// knew before.
/// </summary>
internal sealed class ParentLinks(ImageStore store)
{
    private readonly Dictionary<Digest, Digest?> _parents = [];

    public void Add(Digest id, Digest? parent) => _parents[id] = parent;

    /// <summary>Records the links between images that were added; an image that did not come along is nobody's parent.</summary>
    /// <exception cref="ImageException">An image cannot have been made from what is said to be its parent.</exception>
    public void Record()
    {
        foreach (var (id, parent) in _parents)
        {
            if (parent is { } from && from != id && _parents.ContainsKey(from))
            {
                Record(id, from);
            }
        }
    }

    private void Record(Digest id, Digest parent)
    {
        // Either may be gone again.
        if (store.Get(id) is not { } image || store.Get(parent) is not { } from)
        {
            return;
        }

        if (!IsStep(from.Config.History ?? [], image.Config.History ?? []))
        {
            throw ImageException.Invalid($"image {parent} is not a valid parent for {id}");
        }

        store.SetParent(id, parent);
    }

    private static bool IsStep(IReadOnlyList<HistoryEntry> from, IReadOnlyList<HistoryEntry> to) =>
        (from.Count == 0 && to.Count == 0) || (to.Count == from.Count + 1 && from.SequenceEqual(to.Take(from.Count)));
}
