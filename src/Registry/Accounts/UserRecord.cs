namespace Berth.Registry.Accounts;

/// <summary>A user.</summary>
/// <param name="Name">A repository's path component: <see cref="AccountName"/>.</param>
/// <param name="IsAdministrator">May do everything everywhere.</param>
/// <param name="Revision">A random number, another one after each change of the password: what began under an earlier one (a session) is over.</param>
internal sealed record UserRecord(string Name, bool IsAdministrator, DateTimeOffset CreatedAt, long Revision);
