using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Berth.Registry.Accounts;

/// <summary>
/// Passwords that were right a moment ago, one a user, so that a client that sends one with each request costs one slow hash in five minutes. What is kept
/// is an HMAC under a key that only this process has and that ends with it.
/// </summary>
internal sealed class VerifiedPasswords(TimeProvider time)
{
    /// <summary>Users; about 200 bytes each.</summary>
    private const int MostKept = 4096;

    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(5);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <param name="revision">The user's now: after a change of the password nothing is known.</param>
    public bool Contains(string user, string password, long revision) =>
        _entries.TryGetValue(user, out Entry? entry)
        && entry.Revision == revision
        && entry.Until > time.GetUtcNow()
        && CryptographicOperations.FixedTimeEquals(entry.Mac, Mac(password));

    public void Add(string user, string password, long revision)
    {
        if (_entries.Count >= MostKept)
        {
            _entries.Clear();
        }

        _entries[user] = new Entry(Mac(password), revision, time.GetUtcNow() + s_life);
    }

    private byte[] Mac(string password) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(password));

    private sealed record Entry(byte[] Mac, long Revision, DateTimeOffset Until);
}
