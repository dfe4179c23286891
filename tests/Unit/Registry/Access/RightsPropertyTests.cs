using Berth.Registry.Access;
using Berth.Registry.Accounts;
using Berth.Registry.Metadata.Sqlite;
using Berth.Registry.Naming;
using Berth.Unit.Registry.Accounts;
using CsCheck;
using Xunit;

namespace Berth.Unit.Registry.Access;

/// <summary>Who may do what, said three times: by the rule in words below, by the answer to a request, and by what lists show.</summary>
public sealed class RightsPropertyTests
{
    private static readonly string[] s_users = ["alice", "bob", "carol", "root"];
    private static readonly string[] s_teams = ["acme", "corp"];
    private static readonly string[] s_repositories = ["alice/a", "bob/a", "acme/a", "corp/x/y", "alice", "acme", "free", "zeta/a"];

    private static readonly Gen<World> s_worlds = Gen.Select(
        Gen.Select(Gen.OneOfConst(s_teams), Gen.OneOfConst(s_users)).HashSet[0, 5],
        Gen.Select(
            Gen.OneOfConst(s_repositories),
            Gen.OneOfConst<Grantee>([.. s_users.Select(Grantee.User), .. s_teams.Select(Grantee.Team)]),
            Gen.Enum<RepositoryRight>()).List[0, 12],
        Gen.OneOfConst(s_repositories).HashSet[0, 4],
        static (members, grants, open) => new World(members, grants, open));

    [Fact]
    public void Allowed_AnyUserAnywhere_IsWhatTheRuleSaysAndListsShow() => s_worlds.Sample(
        static world => Task.Run(async () =>
        {
            using var data = new AccountsData();
            await BuildAsync(data, world);
            foreach (string? user in (string?[])[null, .. s_users])
            {
                var caller = new Caller(user, user == "root");
                List<string> visible = data.Database.Read(session => session.Query(
                    $"SELECT r.name FROM repositories r WHERE {RegistrySchema.VisibleToViewer}", static row => row.GetString(0), ("$viewer", user)));
                foreach (string name in s_repositories)
                {
                    RepositoryName repository = RepositoryName.Parse(name);
                    RepositoryActions allowed = await data.Authorizer.AllowedAsync(caller, repository);
                    Assert.Equal(world.Expected(user, repository), allowed);
                    Assert.Equal(allowed.HasFlag(RepositoryActions.Pull), caller.IsAdministrator || visible.Contains(name));
                }
            }
        }).GetAwaiter().GetResult(),
        iter: 20, threads: 1);

    private static async Task BuildAsync(AccountsData data, World world)
    {
        foreach (string user in s_users)
        {
            await data.AddAsync(user, isAdministrator: user == "root");
        }

        foreach (string team in s_teams)
        {
            await data.Teams.AddAsync(team);
        }

        foreach (string repository in s_repositories)
        {
            await data.AddRepositoryAsync(repository, world.Public.Contains(repository));
        }

        foreach (var (team, user) in world.Members)
        {
            await data.Teams.AddMemberAsync(team, user);
        }

        foreach (var (repository, grantee, right) in world.Grants)
        {
            await data.Grants.SetAsync(RepositoryName.Parse(repository), grantee, right);
        }
    }

    private sealed record World(HashSet<(string Team, string User)> Members, List<(string Repository, Grantee Grantee, RepositoryRight Right)> Grants, HashSet<string> Public)
    {
        public RepositoryActions Expected(string? user, RepositoryName repository)
        {
            RepositoryRight right = user switch
            {
                null => RepositoryRight.None,
                "root" => RepositoryRight.Admin,
                _ when repository.Namespace == user => RepositoryRight.Admin,
                _ => Granted(user, repository),
            };
            return right switch
            {
                RepositoryRight.Admin => RepositoryActions.All,
                RepositoryRight.Write => RepositoryActions.Pull | RepositoryActions.Push,
                RepositoryRight.Read => RepositoryActions.Pull,
                _ => Public.Contains(repository.ToString()) ? RepositoryActions.Pull : RepositoryActions.None,
            };
        }

        private RepositoryRight Granted(string user, RepositoryName repository)
        {
            // Of several grants to one, the last counts.
            IEnumerable<RepositoryRight> given = Grants
                .Where(g => g.Repository == repository.ToString())
                .Where(g => g.Grantee == Grantee.User(user) || (g.Grantee.IsTeam && Members.Contains((g.Grantee.Name, user))))
                .GroupBy(static g => g.Grantee)
                .Select(static g => g.Last().Right);
            return given
                .Append(Members.Contains((repository.Namespace, user)) ? RepositoryRight.Write : RepositoryRight.None)
                .Max();
        }
    }
}
