using Berth.Registry.Access;
using Berth.Registry.Accounts;
using Berth.Registry.Accounts.Sqlite;
using Berth.Registry.Hosting;
using Berth.Registry.Metadata.Sqlite;
using Berth.Registry.Naming;
using Berth.Registry.Observability;
using Berth.Registry.Tokens;
using Berth.Unit.RegistryClient;

namespace Berth.Unit.Registry.Accounts;

/// <summary>A registry's database with everything of accounts over it, in a directory of its own.</summary>
internal sealed class AccountsData : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("berth-accounts-").FullName;

    public AccountsData()
    {
        Database = RegistryDatabase.Open(_directory);
        Database.Migrate("registry", RegistrySchema.Migrations);
        Database.Migrate("accounts", AccountsSchema.Migrations);
        Accounts = new SqliteAccounts(Database, Time);
        Teams = new SqliteTeams(Database, Time);
        Grants = new SqliteGrants(Database);
        AccessTokens = new SqliteAccessTokens(Database, Time);
        Credentials = NewCredentials();
        Keys = new SigningKeys(Database, Time);
        Tokens = new BearerTokens(Keys, Identity, Time);
        RefreshTokens = new RefreshTokens(Database, Time);
        Rights = new Rights(Database, Time);
        Authorizer = new AccountAuthorizer(Credentials, Tokens, Keys, Rights, Identity);
        TokenService = new TokenService(Credentials, Tokens, RefreshTokens, Rights, Identity);
    }

    public RegistryDatabase Database { get; }

    public ManualTime Time { get; } = new();

    public SqliteAccounts Accounts { get; }

    public SqliteTeams Teams { get; }

    public SqliteGrants Grants { get; }

    public SqliteAccessTokens AccessTokens { get; }

    public SqliteCredentials Credentials { get; }

    public TokenIdentity Identity { get; } = new(new RegistryOptions { PublicUrl = new Uri("https://registry.example.org") });

    public SigningKeys Keys { get; }

    public BearerTokens Tokens { get; }

    public RefreshTokens RefreshTokens { get; }

    public Rights Rights { get; }

    public AccountAuthorizer Authorizer { get; }

    public TokenService TokenService { get; }

    public RecordedAudit Audit { get; } = new();

    /// <summary>As another process has them over the same database: with caches of its own.</summary>
    public SqliteCredentials NewCredentials() => new(Database, new LoginThrottle(Database, Time), new PasswordHasher(), Audit, new RegistryFigures(), Time);

    /// <summary>A user whose password is checked quickly: bcrypt of the smallest cost.</summary>
    public async Task AddAsync(string name, string password = "correct horse", bool isAdministrator = false) =>
        await Accounts.AddHashedAsync(name, BCrypt.Net.BCrypt.HashPassword(password, 4), isAdministrator, static _ => { });

    public Task<int> AddRepositoryAsync(string name, bool isPublic) => Database.WriteAsync(session => session.Execute(
        "INSERT INTO repositories(name, namespace, is_public, created_at) VALUES($name, $namespace, $public, 0)",
        ("$name", name), ("$namespace", RepositoryName.Parse(name).Namespace), ("$public", isPublic ? 1 : 0)));

    /// <summary>A caller who has logged in with their password, which is <see cref="AddAsync"/>'s.</summary>
    public async Task<Caller> LogInAsync(string name) =>
        await Credentials.VerifyAsync(name, "correct horse", from: null, CancellationToken.None) ?? throw new InvalidOperationException($"{name} is not let in");

    public void Dispose()
    {
        Database.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
