using System.Collections.Concurrent;

namespace Berth.Registry.Tokens;

/// <summary>Tokens that passed, until they expire: a signature is checked once. Bounded; where there are too many, those that have expired go, else all.</summary>
internal sealed class KnownTokens(TimeProvider time)
{
    /// <summary>Tokens; about 500 bytes each.</summary>
    private const int MostKept = 4096;

    private readonly ConcurrentDictionary<TokenHash, BearerToken> _tokens = new();
    private int _count;

    public BearerToken? Find(TokenHash hash) => _tokens.TryGetValue(hash, out BearerToken? token) && token.Expires > time.GetUtcNow() ? token : null;

    public void Add(TokenHash hash, BearerToken token)
    {
        if (_tokens.TryAdd(hash, token) && Interlocked.Increment(ref _count) >= MostKept)
        {
            Trim();
        }
    }

    private void Trim()
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (var (hash, token) in _tokens)
        {
            if (token.Expires <= now)
            {
                _tokens.TryRemove(hash, out _);
            }
        }

        if (_tokens.Count >= MostKept / 2)
        {
            _tokens.Clear();
        }

        Volatile.Write(ref _count, _tokens.Count);
    }
}
