using Berth.Linux;
using Berth.Oci;
using Berth.Registry.Errors;
using Berth.Registry.Naming;
using Microsoft.Data.Sqlite;

namespace Berth.Registry.Metadata.Sqlite;

/// <summary>The tables <c>manifests</c>, <c>manifest_contents</c>, <c>manifest_references</c> and <c>tags</c>.</summary>
internal sealed class SqliteManifests(RegistryDatabase database, TimeProvider time) : IManifests
{
    private const string FindId = "SELECT id FROM repositories WHERE name = $name";

    public ManifestRecord? Find(RepositoryName repository, Digest digest) => database.Read(session => session.First(
        """
        SELECT m.digest, m.media_type, c.content
        FROM repositories r JOIN manifests m ON m.repository = r.id AND m.digest = $digest JOIN manifest_contents c ON c.digest = m.digest
        WHERE r.name = $name
        """,
        Record,
        ("$digest", digest.ToString()), ("$name", repository.ToString())));

    public ManifestRecord? Find(RepositoryName repository, string tag) => database.Read(session => session.First(
        """
        SELECT m.digest, m.media_type, c.content
        FROM repositories r JOIN tags t ON t.repository = r.id AND t.name = $tag
            JOIN manifests m ON m.repository = r.id AND m.digest = t.digest JOIN manifest_contents c ON c.digest = m.digest
        WHERE r.name = $name
        """,
        Record,
        ("$tag", tag), ("$name", repository.ToString())));

    // (1) What it requires is there, which from (3) on its references keep; (2) the manifest, (3) its references, (4) the tags.
    public async ValueTask PutAsync(RepositoryName repository, NewManifest manifest, IReadOnlyList<string> tags, string? pushedBy)
    {
        await database.WriteAsync(session =>
        {
            long id = session.First(FindId, static row => row.GetInt64(0), ("$name", repository.ToString()));
            if (id == 0)
            {
                throw new RegistryException(ErrorCode.NameUnknown, "the repository is not there", repository.ToString());
            }

            // 1.
            DemandAll(session, id, manifest);

            // 2.
            long now = time.GetUtcNow().ToUnixTimeMilliseconds();
            Store(session, id, manifest, pushedBy, now);

            // 3.
            Pin(session, id, manifest);

            // 4.
            foreach (string tag in tags)
            {
                session.Execute(
                    """
                    INSERT INTO tags VALUES($repository, $tag, $digest, $now, $by)
                    ON CONFLICT(repository, name) DO UPDATE SET digest = $digest, updated_at = $now, updated_by = $by
                    """,
                    ("$repository", id), ("$tag", tag), ("$digest", manifest.Manifest.Digest.ToString()), ("$now", now), ("$by", pushedBy));
            }

            return true;
        });
        Failpoint.Hit("manifest.recorded");
    }

    public async ValueTask<bool> RemoveAsync(RepositoryName repository, Digest digest) => await database.WriteAsync(session =>
    {
        long id = session.First(FindId, static row => row.GetInt64(0), ("$name", repository.ToString()));
        string? index = session.First(
            "SELECT manifest FROM manifest_references WHERE repository = $repository AND digest = $digest AND is_manifest = 1 LIMIT 1",
            static row => row.GetString(0),
            ("$repository", id), ("$digest", digest.ToString()));
        if (index is not null)
        {
            throw new RegistryException(ErrorCode.Unsupported, $"the index {index} needs this manifest", digest.ToString());
        }

        int removed = session.Execute(
            "DELETE FROM manifests WHERE repository = $repository AND digest = $digest", ("$repository", id), ("$digest", digest.ToString()));
        session.Execute(
            "DELETE FROM manifest_contents WHERE digest = $digest AND NOT EXISTS(SELECT 1 FROM manifests WHERE digest = $digest)",
            ("$digest", digest.ToString()));
        return removed == 1;
    });

    public async ValueTask<bool> RemoveTagAsync(RepositoryName repository, string tag) => await database.WriteAsync(session => session.Execute(
        "DELETE FROM tags WHERE repository = (SELECT id FROM repositories WHERE name = $name) AND name = $tag",
        ("$name", repository.ToString()), ("$tag", tag))) == 1;

    public IReadOnlyList<ReferrerRecord> Referrers(RepositoryName repository, Digest subject, ReferrerFilter filter) => database.Read(session => session.Query(
        """
        SELECT m.digest, m.media_type, m.size, m.artifact_type, CASE WHEN $annotations THEN m.annotations END
        FROM repositories r JOIN manifests m ON m.repository = r.id AND m.subject = $subject
        WHERE r.name = $name AND m.digest > $after AND ($type IS NULL OR m.artifact_type = $type) ORDER BY m.digest LIMIT $count
        """,
        static row => new ReferrerRecord(
            Digest.Parse(row.GetString(0)),
            row.GetString(1),
            row.GetInt64(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.IsDBNull(4) ? null : row.GetString(4)),
        ("$annotations", filter.WithAnnotations), ("$subject", subject.ToString()), ("$name", repository.ToString()),
        ("$after", filter.After?.ToString() ?? ""), ("$type", filter.ArtifactType), ("$count", filter.Count)));

    private static ManifestRecord Record(SqliteDataReader row) => new()
    {
        Digest = Digest.Parse(row.GetString(0)),
        MediaType = row.GetString(1),
        Content = row.GetFieldValue<byte[]>(2),
    };

    private static void DemandAll(SqliteSession session, long repository, NewManifest manifest)
    {
        foreach (Digest blob in manifest.RequiredBlobs)
        {
            Demand(session, "SELECT 1 FROM blob_links WHERE repository = $repository AND digest = $digest", repository, blob);
        }

        foreach (Digest child in manifest.RequiredManifests)
        {
            Demand(session, "SELECT 1 FROM manifests WHERE repository = $repository AND digest = $digest", repository, child);
        }
    }

    private static void Demand(SqliteSession session, string sql, long repository, Digest digest)
    {
        if (!session.First(sql, static row => true, ("$repository", repository), ("$digest", digest.ToString())))
        {
            throw new RegistryException(ErrorCode.ManifestBlobUnknown, "the manifest names content that is not in the repository", digest.ToString());
        }
    }

    private static void Store(SqliteSession session, long repository, NewManifest manifest, string? pushedBy, long now)
    {
        string digest = manifest.Manifest.Digest.ToString();
        session.Execute(
            "INSERT INTO manifest_contents VALUES($digest, $content) ON CONFLICT(digest) DO NOTHING",
            ("$digest", digest), ("$content", manifest.Manifest.Content.ToArray()));
        session.Execute(
            """
            INSERT INTO manifests(repository, digest, media_type, artifact_type, subject, annotations, size, pushed_at, pushed_by)
            VALUES($repository, $digest, $type, $artifact, $subject, $annotations, $size, $now, $by)
            ON CONFLICT(repository, digest) DO UPDATE
            SET media_type = $type, artifact_type = $artifact, subject = $subject, annotations = $annotations, pushed_at = $now, pushed_by = $by
            """,
            ("$repository", repository),
            ("$digest", digest),
            ("$type", manifest.Manifest.MediaType),
            ("$artifact", manifest.ArtifactType),
            ("$subject", manifest.Subject?.ToString()),
            ("$annotations", manifest.AnnotationsJson),
            ("$size", manifest.Manifest.Content.Length),
            ("$now", now),
            ("$by", pushedBy));
        session.Execute("UPDATE repositories SET pushed_at = $now WHERE id = $id", ("$now", now), ("$id", repository));
    }

    private static void Pin(SqliteSession session, long repository, NewManifest manifest)
    {
        string digest = manifest.Manifest.Digest.ToString();
        session.Execute(
            "DELETE FROM manifest_references WHERE repository = $repository AND manifest = $manifest", ("$repository", repository), ("$manifest", digest));
        foreach (Digest blob in manifest.RequiredBlobs)
        {
            Refer(session, repository, digest, blob, isManifest: false);
        }

        foreach (Digest child in manifest.RequiredManifests)
        {
            Refer(session, repository, digest, child, isManifest: true);
        }

        foreach (Digest blob in manifest.OptionalBlobs)
        {
            if (session.First(
                "SELECT 1 FROM blob_links WHERE repository = $repository AND digest = $digest",
                static row => true,
                ("$repository", repository), ("$digest", blob.ToString())))
            {
                Refer(session, repository, digest, blob, isManifest: false);
            }
        }
    }

    private static void Refer(SqliteSession session, long repository, string manifest, Digest digest, bool isManifest) => session.Execute(
        "INSERT INTO manifest_references VALUES($repository, $manifest, $digest, $isManifest) ON CONFLICT DO NOTHING",
        ("$repository", repository), ("$manifest", manifest), ("$digest", digest.ToString()), ("$isManifest", isManifest ? 1 : 0));
}
