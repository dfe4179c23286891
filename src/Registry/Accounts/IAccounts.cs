namespace Berth.Registry.Accounts;

/// <summary>The users of a registry.</summary>
internal interface IAccounts
{
    UserRecord? Find(string name);

    /// <summary>In ordinal order of their names, those after <paramref name="last"/>, at most <paramref name="count"/>.</summary>
    IReadOnlyList<UserRecord> List(string? last, int count);

    /// <exception cref="AccountException">The name or the password is none, or the name is taken.</exception>
    ValueTask<UserRecord> AddAsync(string name, string password, bool isAdministrator);

    /// <summary>Changes the password. Refresh tokens and bearer tokens of the old one hold no more; personal access tokens do.</summary>
    /// <returns>False: there is no such user.</returns>
    /// <exception cref="AccountException">The password is none.</exception>
    ValueTask<bool> SetPasswordAsync(string name, string password);

    /// <returns>False: there is no such user.</returns>
    ValueTask<bool> SetAdministratorAsync(string name, bool isAdministrator);

    /// <summary>Removes a user with their tokens, grants and memberships; the repositories of their namespace stay, for administrators.</summary>
    /// <returns>False: there is no such user.</returns>
    ValueTask<bool> RemoveAsync(string name);
}
