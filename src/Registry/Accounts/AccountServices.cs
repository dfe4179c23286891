using Berth.Registry.Access;
using Berth.Registry.Accounts.Sqlite;
using Berth.Registry.Auditing;
using Berth.Registry.Hosting;
using Berth.Registry.Tokens;

namespace Berth.Registry.Accounts;

/// <summary>Puts accounts together.</summary>
internal static class AccountServices
{
    public static IServiceCollection AddAccounts(this IServiceCollection services, RegistryOptions options)
    {
        services.AddSingleton<SqliteAccounts>().AddSingleton<LoginThrottle>().AddSingleton<PasswordHasher>();
        services.AddSingleton<IAccounts>(static all => all.GetRequiredService<SqliteAccounts>());
        services.AddSingleton<ITeams, SqliteTeams>();
        services.AddSingleton<IGrants, SqliteGrants>();
        services.AddSingleton<IAccessTokens, SqliteAccessTokens>();
        services.AddSingleton<ICredentials, SqliteCredentials>();
        services.AddSingleton<IRegistration, SqliteRegistration>();
        services.AddSingleton<SigningKeys>().AddSingleton<TokenIdentity>().AddSingleton<BearerTokens>().AddSingleton<RefreshTokens>();
        services.AddSingleton<AccountsState>();
        services.AddSingleton<Rights>().AddSingleton<TokenService>();
        services.AddSingleton<AccountAuthorizer>().AddSingleton<OpenAuthorizer>().AddSingleton<SqliteAuditLog>().AddSingleton<LoggedAuditLog>();
        return options.HasAccounts
            ? services.AddSingleton<IAuthorizer>(static all => all.GetRequiredService<AccountAuthorizer>()).AddSingleton<IAuditLog>(static all => all.GetRequiredService<SqliteAuditLog>())
            : services.AddSingleton<IAuthorizer, CurrentAuthorizer>().AddSingleton<IAuditLog, CurrentAuditLog>();
    }
}
