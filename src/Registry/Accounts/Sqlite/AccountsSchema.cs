namespace Berth.Registry.Accounts.Sqlite;

/// <summary>
/// The tables of log-ins; users, teams and grants are in <see cref="Metadata.Sqlite.RegistrySchema"/>, because lists of repositories join them. Times are
/// milliseconds since 1970, UTC. Secrets that are random are kept as their SHA-256, passwords as bcrypt.
/// <code>
/// users ─┬─ access_tokens ◀── refresh_tokens    one made with a personal access token goes with it
///        ├─ refresh_tokens
///        └─ login_addresses                     where a user has logged in from
/// login_failures                                a level that each failure raises and time lowers: LoginThrottle.cs
/// token_keys                                    what signs bearer tokens: Tokens/SigningKeys.cs
/// audit_log                                     the last of what was done: Auditing/
/// </code>
/// </summary>
internal static class AccountsSchema
{
    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE TABLE access_tokens(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            user TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
            hash BLOB NOT NULL UNIQUE,
            label TEXT NOT NULL,
            is_read_only INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER,
            used_at INTEGER) STRICT;
        CREATE INDEX access_tokens_by_user ON access_tokens(user);

        CREATE TABLE refresh_tokens(
            hash BLOB PRIMARY KEY,
            user TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
            access_token INTEGER REFERENCES access_tokens ON DELETE CASCADE,
            client TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            used_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX refresh_tokens_by_user ON refresh_tokens(user);
        CREATE INDEX refresh_tokens_by_access_token ON refresh_tokens(access_token) WHERE access_token IS NOT NULL;

        CREATE TABLE login_failures(
            key TEXT PRIMARY KEY,
            level REAL NOT NULL,
            updated_at INTEGER NOT NULL,
            blocked_until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX login_failures_by_time ON login_failures(updated_at);
        CREATE TABLE login_addresses(
            user TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
            address TEXT NOT NULL,
            seen_at INTEGER NOT NULL,
            PRIMARY KEY(user, address)) STRICT, WITHOUT ROWID;

        CREATE TABLE token_keys(
            id TEXT PRIMARY KEY,
            algorithm TEXT NOT NULL,
            private_key BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            retired_at INTEGER) STRICT;

        CREATE TABLE audit_log(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            action TEXT NOT NULL,
            actor TEXT,
            address TEXT,
            target TEXT NOT NULL,
            outcome TEXT NOT NULL) STRICT;
        """,
    ];
}
