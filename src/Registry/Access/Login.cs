namespace Berth.Registry.Access;

/// <summary>What somebody has logged in with.</summary>
/// <param name="Revision">The user's, at that time: <see cref="Accounts.UserRecord.Revision"/>.</param>
/// <param name="AccessToken">The personal access token they used; null: their password. The web page takes none, because its user makes tokens there.</param>
/// <param name="IsReadOnly">That token is good for pulling only.</param>
internal sealed record Login(long Revision, long? AccessToken, bool IsReadOnly);
