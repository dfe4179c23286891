namespace Berth.Registry.Accounts;

/// <summary>Personal access tokens: what a program uses in the place of its user's password.</summary>
internal interface IAccessTokens
{
    /// <summary>Newest first; those that have expired too.</summary>
    IReadOnlyList<AccessToken> List(string user);

    /// <summary>Makes one; its secret is told here and never again.</summary>
    /// <param name="label">What it is for, 1 to 100 characters.</param>
    /// <param name="expires">Null: never.</param>
    /// <param name="isReadOnly">Good for pulling only, whatever its user may do.</param>
    /// <exception cref="AccountException">There is no such user, they have too many, or the label is none.</exception>
    ValueTask<(AccessToken Token, string Secret)> CreateAsync(string user, string label, DateTimeOffset? expires, bool isReadOnly = false);

    /// <returns>False: the user has no such token.</returns>
    ValueTask<bool> RevokeAsync(string user, long id);
}
