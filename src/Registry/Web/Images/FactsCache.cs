using System.Collections.Concurrent;
using Berth.Oci;

namespace Berth.Registry.Web.Images;

/// <summary>
/// What was read from content, by its digest: that never changes. A manifest
/// names only what its repository had when it was pushed, so whoever sees the one may see the other. Full, it begins anew.
/// </summary>
/// <typeparam name="T">What was read; null: nothing could be.</typeparam>
internal sealed class FactsCache<T>(int most)
    where T : class
{
    private readonly ConcurrentDictionary<Digest, T?> _facts = new();

    public bool TryGet(Digest digest, out T? facts) => _facts.TryGetValue(digest, out facts);

    public void Add(Digest digest, T? facts)
    {
        if (_facts.Count >= most)
        {
            _facts.Clear();
        }

        _facts[digest] = facts;
    }
}
