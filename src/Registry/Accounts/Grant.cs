using Berth.Registry.Access;

namespace Berth.Registry.Accounts;

/// <summary>A right that a user or team has been given in a repository.</summary>
internal sealed record Grant(Grantee Grantee, RepositoryRight Right);
