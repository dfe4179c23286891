namespace Berth.Registry.Metadata.Sqlite;

/// <summary>
/// The tables of a registry, in one SQLite file, <c>DATA/registry.db</c>. Times are milliseconds since 1970, UTC. Migration number n runs once, in order; the
/// list only ever grows at its end.
/// <code>
/// repositories ─┬─ tags ──▶ manifests ─── manifest_contents    bytes, once a digest
///               ├─ manifests ──── manifest_references ──▶ what a manifest pins: blobs and manifests of its repository
///               ├─ blob_links ──▶ blobs ──▶ a file of the storage
///               └─ uploads ─────▶ a file of the storage
/// users ── teams ── team_members      grants: right of a user or team in a repository
/// </code>
/// </summary>
internal static class RegistrySchema
{
    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE TABLE repositories(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            namespace TEXT NOT NULL,
            is_public INTEGER NOT NULL,
            summary TEXT NOT NULL DEFAULT '',
            description TEXT NOT NULL DEFAULT '',
            created_at INTEGER NOT NULL,
            pushed_at INTEGER,
            pulls INTEGER NOT NULL DEFAULT 0) STRICT;
        -- The lists of the web page, with all that says who may see a line: descriptions make the table's own rows long.
        CREATE INDEX repositories_by_push ON repositories(pushed_at, is_public, namespace, name);
        CREATE INDEX repositories_by_pulls ON repositories(pulls, pushed_at, is_public, namespace, name);

        -- The file of a blob is named by digest and upload: Storage/BlobKey.cs.
        CREATE TABLE blobs(
            digest TEXT PRIMARY KEY,
            upload TEXT NOT NULL UNIQUE,
            size INTEGER NOT NULL,
            created_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE blob_links(
            repository INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
            digest TEXT NOT NULL REFERENCES blobs,
            touched_at INTEGER NOT NULL,
            PRIMARY KEY(repository, digest)) STRICT, WITHOUT ROWID;
        CREATE INDEX blob_links_by_digest ON blob_links(digest);
        CREATE TABLE uploads(
            id TEXT PRIMARY KEY,
            repository INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
            touched_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE manifest_contents(
            digest TEXT PRIMARY KEY,
            content BLOB NOT NULL) STRICT;
        CREATE TABLE manifests(
            repository INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
            digest TEXT NOT NULL REFERENCES manifest_contents,
            media_type TEXT NOT NULL,
            artifact_type TEXT,
            subject TEXT,
            annotations TEXT,
            size INTEGER NOT NULL,
            pushed_at INTEGER NOT NULL,
            pushed_by TEXT,
            PRIMARY KEY(repository, digest)) STRICT, WITHOUT ROWID;
        CREATE INDEX manifests_by_subject ON manifests(repository, subject) WHERE subject IS NOT NULL;
        CREATE INDEX manifests_by_digest ON manifests(digest);
        CREATE TABLE manifest_references(
            repository INTEGER NOT NULL,
            manifest TEXT NOT NULL,
            digest TEXT NOT NULL,
            is_manifest INTEGER NOT NULL,
            PRIMARY KEY(repository, manifest, digest, is_manifest),
            FOREIGN KEY(repository, manifest) REFERENCES manifests(repository, digest) ON DELETE CASCADE) STRICT, WITHOUT ROWID;
        CREATE INDEX manifest_references_by_digest ON manifest_references(repository, digest);
        CREATE TABLE tags(
            repository INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
            name TEXT NOT NULL,
            digest TEXT NOT NULL,
            updated_at INTEGER NOT NULL,
            updated_by TEXT,
            PRIMARY KEY(repository, name),
            FOREIGN KEY(repository, digest) REFERENCES manifests(repository, digest) ON DELETE CASCADE) STRICT, WITHOUT ROWID;
        CREATE INDEX tags_by_digest ON tags(repository, digest);

        CREATE TABLE users(
            name TEXT PRIMARY KEY,
            password_hash TEXT NOT NULL,
            revision INTEGER NOT NULL DEFAULT 0,
            is_administrator INTEGER NOT NULL DEFAULT 0,
            created_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE teams(
            name TEXT PRIMARY KEY,
            created_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE team_members(
            team TEXT NOT NULL REFERENCES teams ON DELETE CASCADE,
            user TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
            PRIMARY KEY(user, team)) STRICT, WITHOUT ROWID;
        -- A repository may be named before it exists. right: 1 read, 2 write, 3 admin (Access/RepositoryRight.cs).
        CREATE TABLE grants(
            repository TEXT NOT NULL,
            user TEXT REFERENCES users ON DELETE CASCADE,
            team TEXT REFERENCES teams ON DELETE CASCADE,
            right INTEGER NOT NULL,
            CHECK((user IS NULL) <> (team IS NULL)),
            UNIQUE(repository, user),
            UNIQUE(repository, team)) STRICT;
        CREATE INDEX grants_by_user ON grants(user) WHERE user IS NOT NULL;
        CREATE INDEX grants_by_team ON grants(team) WHERE team IS NOT NULL;
        CREATE TABLE stars(
            repository INTEGER NOT NULL REFERENCES repositories ON DELETE CASCADE,
            user TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
            PRIMARY KEY(repository, user)) STRICT, WITHOUT ROWID;
        """,

        // When a check found that the bytes are not what they were: the blob is not served, and the next push brings it again.
        "ALTER TABLE blobs ADD COLUMN damaged_at INTEGER",
    ];

    /// <summary>
    /// A condition on <c>r</c>, a row of <c>repositories</c>: <c>$viewer</c>, a user's name or null, may pull from it. A namespace belongs to the user
    /// of its name, or to the team's members; a team's rights are its members'. For one repository, Accounts/Sqlite/SqliteGrants.cs says the same.
    /// </summary>
    public const string VisibleToViewer =
        """
        (r.is_public = 1 OR r.namespace = $viewer
         OR EXISTS(SELECT 1 FROM team_members m WHERE m.user = $viewer AND m.team = r.namespace)
         OR EXISTS(SELECT 1 FROM grants g WHERE g.repository = r.name AND g.user = $viewer)
         OR EXISTS(SELECT 1 FROM grants g JOIN team_members m ON m.team = g.team WHERE g.repository = r.name AND m.user = $viewer))
        """;
}
