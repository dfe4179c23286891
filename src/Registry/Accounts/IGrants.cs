using Berth.Registry.Access;
using Berth.Registry.Naming;

namespace Berth.Registry.Accounts;

/// <summary>Rights of users and teams in repositories. A repository need not exist to be named.</summary>
internal interface IGrants
{
    /// <summary>
    /// The right a user has: by the namespace of their name or of a team of theirs, by grants to them or a team, as an administrator. That everyone may
    /// pull from a public repository is not counted.
    /// </summary>
    RepositoryRight RightOf(string user, RepositoryName repository);

    /// <summary>Users first, then teams, each in ordinal order.</summary>
    IReadOnlyList<Grant> List(RepositoryName repository);

    /// <summary>Gives a right in the place of the one given before; <see cref="RepositoryRight.None"/> takes it away.</summary>
    /// <exception cref="AccountException">There is no such user or team.</exception>
    ValueTask SetAsync(RepositoryName repository, Grantee grantee, RepositoryRight right);
}
