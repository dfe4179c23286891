namespace Berth.Registry.Web.Sessions;

/// <summary>
/// <code>
/// web_sessions     a log-in of the web page each; hash: SHA-256 of the cookie's secret; times in milliseconds since 1970, UTC
/// </code>
/// </summary>
internal static class SessionSchema
{
    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE TABLE web_sessions(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            hash BLOB NOT NULL UNIQUE,
            user TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
            revision INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            seen_at INTEGER NOT NULL,
            address TEXT NOT NULL,
            browser TEXT NOT NULL) STRICT;
        CREATE INDEX web_sessions_by_user ON web_sessions(user);
        """,
    ];
}
