namespace Berth.Registry.Tokens;

/// <summary>A key, as lists show it.</summary>
/// <param name="RetiredAt">When it signed for the last time; its tokens are good until they expire. Null: it signs.</param>
internal sealed record SigningKeyRecord(string Id, string Algorithm, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt);
