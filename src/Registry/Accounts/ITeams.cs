namespace Berth.Registry.Accounts;

/// <summary>Teams of users. A team's name is a namespace too, in which its members may pull and push.</summary>
internal interface ITeams
{
    TeamRecord? Find(string name);

    /// <summary>In ordinal order.</summary>
    IReadOnlyList<TeamRecord> List();

    /// <exception cref="AccountException">The name is none, or taken by a user or a team.</exception>
    ValueTask AddAsync(string name);

    /// <summary>Removes a team with its grants; the repositories of its namespace stay, for administrators.</summary>
    /// <returns>False: there is no such team.</returns>
    ValueTask<bool> RemoveAsync(string name);

    /// <summary>A member already is no error.</summary>
    /// <exception cref="AccountException">There is no such team or user.</exception>
    ValueTask AddMemberAsync(string team, string user);

    /// <returns>False: they were no member.</returns>
    ValueTask<bool> RemoveMemberAsync(string team, string user);
}
