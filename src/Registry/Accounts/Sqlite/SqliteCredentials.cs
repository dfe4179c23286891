using System.Net;
using Berth.Registry.Access;
using Berth.Registry.Auditing;
using Berth.Registry.Metadata.Sqlite;
using Berth.Registry.Observability;

namespace Berth.Registry.Accounts.Sqlite;

/// <summary>
/// Checks passwords and personal access tokens: (1) a token is looked up, whatever else, because nobody guesses one; (2) who has to wait is refused
/// before the password is looked at, or the answer would tell whether it was right; (3) a password that was right a moment ago still is; (4) the slow hash,
/// for a user who is not there too; (5) the failure is counted before it is answered.
/// </summary>
internal sealed class SqliteCredentials(
    RegistryDatabase database, LoginThrottle throttle, PasswordHasher hasher, IAuditLog audit, RegistryFigures figures, TimeProvider time)
    : ICredentials
{
    private const string PasswordTarget = "password";

    private static readonly TimeSpan s_usedAtSteps = TimeSpan.FromMinutes(1);

    private readonly VerifiedPasswords _verified = new(time);

    public async ValueTask<Caller?> VerifyAsync(string user, string secret, IPAddress? from, CancellationToken cancellation)
    {
        // 1.
        if (RandomSecret.IsOne(secret, RandomSecret.AccessToken) && AccountName.IsValid(user))
        {
            return await VerifyTokenAsync(user, secret, from);
        }

        // 2.
        bool isName = AccountName.IsValid(user);
        LoginState state = LoginState.Read(database, isName ? user : "", from);
        throttle.Check(state.BlockedUntil);

        // 3.
        if (state.PasswordHash is not null && _verified.Contains(user, secret, state.Revision))
        {
            return ByPassword(user, state);
        }

        // 4.
        using (await hasher.EnterAsync(cancellation))
        {
            // Those that came in together have waited for each other here.
            state = LoginState.Read(database, isName ? user : "", from);
            throttle.Check(state.BlockedUntil);
            if (await PasswordHasher.VerifyAsync(secret, state.PasswordHash))
            {
                return await AcceptAsync(user, secret, from, state);
            }

            // 5.
            await RefuseAsync(isName ? user : null, from, state.IsKnown);
            return null;
        }
    }

    private static Caller ByPassword(string user, LoginState state) =>
        new(user, state.IsAdministrator) { Login = new Login(state.Revision, AccessToken: null, IsReadOnly: false) };

    private async ValueTask<Caller> AcceptAsync(string user, string password, IPAddress? from, LoginState state)
    {
        _verified.Add(user, password, state.Revision);
        await throttle.RememberAsync(user, from);
        await StrengthenAsync(user, password, state);
        audit.Record(AuditAction.Login, user, from, PasswordTarget, "ok");
        return ByPassword(user, state);
    }

    // A hash taken over from elsewhere may be a quick one.
    private async ValueTask StrengthenAsync(string user, string password, LoginState state)
    {
        if (PasswordHash.CostOf(state.PasswordHash) >= PasswordHash.Cost)
        {
            return;
        }

        string hash = await Task.Run(() => PasswordHash.Make(password));
        await database.WriteLazilyAsync(session => session.Execute(
            "UPDATE users SET password_hash = $hash WHERE name = $user AND revision = $revision",
            ("$hash", hash), ("$user", user), ("$revision", state.Revision)));
    }

    // What can be nobody's name is not worth a counter of its own.
    private async ValueTask RefuseAsync(string? user, IPAddress? from, bool isKnown)
    {
        var keys = new List<(string, ThrottlePolicy)> { (LoginThrottle.AddressKey(from), ThrottlePolicy.Address) };
        if (user is not null)
        {
            keys.Add((LoginThrottle.UserKey(user), ThrottlePolicy.User));
        }

        if (isKnown)
        {
            keys.Add((LoginThrottle.KnownKey(user!, from), ThrottlePolicy.Address));
        }

        await throttle.RaiseAsync(keys);
        figures.LoginFailed();
        audit.Record(AuditAction.Login, user, from, PasswordTarget, "refused");
    }

    private async ValueTask<Caller?> VerifyTokenAsync(string user, string secret, IPAddress? from)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        KnownToken? token = database.Read(session => session.First(
            """
            SELECT t.id, t.is_read_only, t.used_at, u.revision, u.is_administrator FROM access_tokens t JOIN users u ON u.name = t.user
            WHERE t.hash = $hash AND t.user = $user AND (t.expires_at IS NULL OR t.expires_at > $now)
            """,
            static row => new KnownToken(
                row.GetInt64(0), row.GetInt64(1) != 0, row.IsDBNull(2) ? 0 : row.GetInt64(2), row.GetInt64(3), row.GetInt64(4) != 0),
            ("$hash", RandomSecret.Hash(secret)), ("$user", user), ("$now", now)));
        if (token is null)
        {
            // The address alone: a user's delay is for guesses at the password.
            throttle.Check(throttle.BlockedUntil(LoginThrottle.AddressKey(from)));
            await throttle.RaiseAsync((LoginThrottle.AddressKey(from), ThrottlePolicy.Address));
            figures.LoginFailed();
            audit.Record(AuditAction.Login, user, from, "access token", "refused");
            return null;
        }

        if (token.UsedAt < now - (long)s_usedAtSteps.TotalMilliseconds)
        {
            await database.WriteLazilyAsync(session => session.Execute(
                "UPDATE access_tokens SET used_at = $now WHERE id = $id", ("$now", now), ("$id", token.Id)));
            audit.Record(AuditAction.Login, user, from, $"access token {token.Id}", "ok");
        }

        return new Caller(user, token.IsAdministrator) { Login = new Login(token.Revision, token.Id, token.IsReadOnly) };
    }

    private sealed record KnownToken(long Id, bool IsReadOnly, long UsedAt, long Revision, bool IsAdministrator);
}
