using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Berth.Registry.Metadata.Sqlite;

namespace Berth.Registry.Tokens;

/// <summary>
/// The keys of the token service, in the registry's database, so that all processes of a registry sign and verify alike. The newest one signs, for 90 days.
/// One that was retired verifies until the last token it signed has expired; then it goes.
/// </summary>
internal sealed class SigningKeys(RegistryDatabase database, TimeProvider time)
{
    private const int IdLength = 16;

    /// <summary>How long a retired key still verifies: the life of a token, and some for clocks that differ.</summary>
    public static readonly TimeSpan RetirementLength = BearerTokens.Life + TimeSpan.FromMinutes(1);

    /// <summary>How long a key signs, if nobody rotates it before.</summary>
    private static readonly TimeSpan s_signingLength = TimeSpan.FromDays(90);

    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdef");

    // By id; a key's bytes never change. Whether it still holds is asked of the database each time.
    private readonly ConcurrentDictionary<string, SigningKey> _imported = new(StringComparer.Ordinal);

    /// <summary>The key that signs; made where there is none, or where the one there is has signed for long enough.</summary>
    public async ValueTask<SigningKey> CurrentAsync()
    {
        CurrentKey? current = database.Read(Current);
        string id = current is not null && IsFresh(current)
            ? current.Id
            : await database.WriteAsync(session =>
            {
                CurrentKey? now = Current(session);
                return now is not null && IsFresh(now) ? now.Id : Replace(session, now?.Algorithm ?? SigningAlgorithm.Es256, revokes: false);
            });
        return Find(id) ?? throw new InvalidOperationException("the token service's key went away");
    }

    /// <summary>A key that verifies; null: none of ours, or retired for too long.</summary>
    /// <param name="id">What a token says: anything.</param>
    public SigningKey? Find(string id)
    {
        if (id.Length != IdLength || id.AsSpan().ContainsAnyExcept(s_hex))
        {
            return null;
        }

        StoredKey? stored = database.Read(session => session.First(
            "SELECT algorithm, private_key FROM token_keys WHERE id = $id AND (retired_at IS NULL OR retired_at > $since)",
            static row => new StoredKey(row.GetString(0), row.GetFieldValue<byte[]>(1)),
            ("$id", id), ("$since", HoldsIfRetiredAfter())));
        return stored is null ? null : _imported.GetOrAdd(
            id, static (id, key) => new SigningKey(id, key.Algorithm, SigningAlgorithm.Import(key.Algorithm, key.PrivateKey, id)), stored);
    }

    /// <summary>A new key signs from now on.</summary>
    /// <param name="algorithm">A <see cref="SigningAlgorithm"/>.</param>
    /// <param name="revokes">Whether all tokens that the other keys signed are refused at once, as after a theft.</param>
    /// <returns>The new key's id.</returns>
    public async ValueTask<string> RotateAsync(string algorithm, bool revokes) => await database.WriteAsync(session => Replace(session, algorithm, revokes));

    /// <summary>Newest first.</summary>
    public IReadOnlyList<SigningKeyRecord> List() => database.Read(session => session.Query(
        "SELECT id, algorithm, created_at, retired_at FROM token_keys WHERE retired_at IS NULL OR retired_at > $since ORDER BY rowid DESC",
        static row => new SigningKeyRecord(
            row.GetString(0),
            row.GetString(1),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
            row.IsDBNull(3) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3))),
        ("$since", HoldsIfRetiredAfter())));

    /// <summary>Milliseconds since 1970: a key retired before that holds no more.</summary>
    public long HoldsIfRetiredAfter() => (time.GetUtcNow() - RetirementLength).ToUnixTimeMilliseconds();

    private bool IsFresh(CurrentKey key) => key.CreatedAt > (time.GetUtcNow() - s_signingLength).ToUnixTimeMilliseconds();

    private static CurrentKey? Current(SqliteSession session) => session.First(
        "SELECT id, algorithm, created_at FROM token_keys WHERE retired_at IS NULL ORDER BY rowid DESC LIMIT 1",
        static row => new CurrentKey(row.GetString(0), row.GetString(1), row.GetInt64(2)));

    private string Replace(SqliteSession session, string algorithm, bool revokes)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        session.Execute("UPDATE token_keys SET retired_at = $now WHERE retired_at IS NULL", ("$now", now));
        session.Execute("DELETE FROM token_keys WHERE $revokes OR retired_at <= $since", ("$revokes", revokes ? 1 : 0), ("$since", HoldsIfRetiredAfter()));
        string id = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);
        session.Execute(
            "INSERT INTO token_keys(id, algorithm, private_key, created_at) VALUES($id, $algorithm, $key, $now)",
            ("$id", id), ("$algorithm", algorithm), ("$key", SigningAlgorithm.NewKey(algorithm)), ("$now", now));
        return id;
    }

    private sealed record CurrentKey(string Id, string Algorithm, long CreatedAt);

    private sealed record StoredKey(string Algorithm, byte[] PrivateKey);
}
