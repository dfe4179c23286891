using Berth.Harness;

namespace Berth.Integration.Registry;

/// <summary>
/// Everything a registry keeps but for what comes and goes by itself, a line each: what a request has stored is a difference between two of them.
/// Uploads under way are none of it; what was made of one is.
/// </summary>
internal static class RegistryState
{
    private static readonly string[] s_questions =
    [
        "SELECT 'blob '||digest||' '||size FROM blobs",
        "SELECT 'link '||r.name||' '||l.digest FROM blob_links l JOIN repositories r ON r.id=l.repository",
        "SELECT 'manifest '||r.name||' '||m.digest||' '||m.media_type||' '||m.size FROM manifests m JOIN repositories r ON r.id=m.repository",
        "SELECT 'content '||digest||' '||length(content) FROM manifest_contents",
        "SELECT 'tag '||r.name||' '||t.name||' '||t.digest FROM tags t JOIN repositories r ON r.id=t.repository",
        "SELECT 'repository '||name||' '||is_public||' '||summary||' '||description FROM repositories r WHERE EXISTS(SELECT 1 FROM manifests m WHERE m.repository=r.id)",
        "SELECT 'user '||name||' '||password_hash||' '||is_administrator FROM users",
        "SELECT 'grant '||repository||' '||coalesce(user,'')||' '||coalesce(team,'')||' '||right FROM grants",
    ];

    public static string[] Of(BerthRegistry registry)
    {
        string blobs = Path.Combine(registry.Data, "blobs");
        string[] files = Directory.Exists(blobs) ? Directory.GetFiles(blobs, "*", SearchOption.AllDirectories) : [];
        string[] known = ["blobs", "uploads", "registry.db", "registry.db-wal", "registry.db-shm", "lock"];
        string[] others = [.. Directory.GetFileSystemEntries(registry.Data).Select(path => Path.GetFileName(path)).Except(known)];
        return
        [
            .. files.Select(path => $"file {Path.GetRelativePath(registry.Data, path)} {new FileInfo(path).Length}").Order(StringComparer.Ordinal),
            .. others.Order(StringComparer.Ordinal),
            .. s_questions.SelectMany(question => RegistryQuery.Ask(registry.Data, question).Order(StringComparer.Ordinal)),
        ];
    }

    /// <summary>Bytes of uploads that nobody has finished.</summary>
    public static long UploadBytes(BerthRegistry registry)
    {
        string uploads = Path.Combine(registry.Data, "uploads");
        return Directory.Exists(uploads) ? new DirectoryInfo(uploads).EnumerateFiles().Sum(file => file.Length) : 0;
    }
}
