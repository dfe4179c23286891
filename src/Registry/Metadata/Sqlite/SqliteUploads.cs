using Berth.Registry.Errors;
using Berth.Registry.Naming;
using Berth.Registry.Storage;

namespace Berth.Registry.Metadata.Sqlite;

/// <summary>The table <c>uploads</c>.</summary>
internal sealed class SqliteUploads(RegistryDatabase database, TimeProvider time) : IUploads
{
    public async ValueTask<UploadId> BeginAsync(RepositoryName repository)
    {
        var upload = UploadId.New();
        int begun = await database.WriteLazilyAsync(session => session.Execute(
            "INSERT INTO uploads SELECT $upload, id, $now FROM repositories WHERE name = $repository",
            ("$upload", upload.ToString()), ("$now", time.GetUtcNow().ToUnixTimeMilliseconds()), ("$repository", repository.ToString())));
        return begun == 1 ? upload : throw new RegistryException(ErrorCode.NameUnknown, "the repository is not there", repository.ToString());
    }

    public bool Contains(RepositoryName repository, UploadId upload) => database.Read(session => session.First(
        "SELECT 1 FROM uploads u JOIN repositories r ON r.id = u.repository WHERE u.id = $upload AND r.name = $repository",
        static row => true,
        ("$upload", upload.ToString()), ("$repository", repository.ToString())));

    public async ValueTask<bool> EndAsync(RepositoryName repository, UploadId upload) => await database.WriteLazilyAsync(session => session.Execute(
        "DELETE FROM uploads WHERE id = $upload AND repository = (SELECT id FROM repositories WHERE name = $repository)",
        ("$upload", upload.ToString()), ("$repository", repository.ToString()))) == 1;
}
