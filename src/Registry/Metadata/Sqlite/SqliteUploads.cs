using Berth.Registry.Errors;
using Berth.Registry.Naming;
using Berth.Registry.Storage;

namespace Berth.Registry.Metadata.Sqlite;

/// <summary>The table <c>uploads</c>; asking for an upload keeps it (<see cref="Freshness"/>).</summary>
internal sealed class SqliteUploads(RegistryDatabase database, Freshness freshness) : IUploads
{
    public async ValueTask<UploadId> BeginAsync(RepositoryName repository)
    {
        var upload = UploadId.New();
        int begun = await database.WriteLazilyAsync(session => session.Execute(
            "INSERT INTO uploads SELECT $upload, id, $now FROM repositories WHERE name = $repository",
            ("$upload", upload.ToString()), ("$now", freshness.Now), ("$repository", repository.ToString())));
        return begun == 1 ? upload : throw new RegistryException(ErrorCode.NameUnknown, "the repository is not there", repository.ToString());
    }

    public bool Contains(RepositoryName repository, UploadId upload)
    {
        long? touched = database.Read(session => session.First(
            "SELECT u.touched_at FROM uploads u JOIN repositories r ON r.id = u.repository WHERE u.id = $upload AND r.name = $repository",
            static row => (long?)row.GetInt64(0),
            ("$upload", upload.ToString()), ("$repository", repository.ToString())));
        return touched is { } at && freshness.Keep(at, (session, now) => session.Execute(
            "UPDATE uploads SET touched_at = $now WHERE id = $upload", ("$now", now), ("$upload", upload.ToString())));
    }

    public async ValueTask<bool> EndAsync(RepositoryName repository, UploadId upload) => await database.WriteLazilyAsync(session => session.Execute(
        "DELETE FROM uploads WHERE id = $upload AND repository = (SELECT id FROM repositories WHERE name = $repository)",
        ("$upload", upload.ToString()), ("$repository", repository.ToString()))) == 1;
}
