namespace Berth.Registry.Accounts;

/// <summary>A personal access token, without its secret.</summary>
/// <param name="Label">What it is for, in its user's words.</param>
/// <param name="ExpiresAt">Null: never.</param>
/// <param name="LastUsedAt">To the minute; null: never.</param>
/// <param name="IsReadOnly">Good for pulling only.</param>
internal sealed record AccessToken(
    long Id, string Label, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, bool IsReadOnly);
