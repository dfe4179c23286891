using System.Text.Json;

namespace Berth.Network.Sandboxes;

/// <summary>
/// The sandboxes' files. They need to outlive the daemon but not the machine, as the namespaces that they describe: written whole
/// and renamed, without a sync.
/// <code>
/// EXEC_ROOT/network/
///     endpoints/ID.json      one a container, there from "ready" to "release"
///     endpoints/ID.json.tmp  never read
/// </code>
/// </summary>
internal sealed class SandboxStore
{
    private readonly string _directory;

    public SandboxStore(string execRoot)
    {
        _directory = Path.Combine(execRoot, "network", "endpoints");
        Directory.CreateDirectory(_directory);
    }

    public void Write(SandboxRecord record)
    {
        string path = PathOf(record.ContainerId);
        File.WriteAllBytes($"{path}.tmp", JsonSerializer.SerializeToUtf8Bytes(record, SandboxJson.Default.SandboxRecord));
        File.Move($"{path}.tmp", path, overwrite: true);
    }

    public void Delete(string containerId) => File.Delete(PathOf(containerId));

    /// <summary>Every readable record; what cannot be read is deleted, its remains count as leftovers.</summary>
    public IReadOnlyList<SandboxRecord> ReadAll()
    {
        List<SandboxRecord> records = [];
        foreach (string path in Directory.EnumerateFiles(_directory))
        {
            if (TryRead(path) is { } record && PathOf(record.ContainerId) == path)
            {
                records.Add(record);
            }
            else
            {
                File.Delete(path);
            }
        }

        return records;
    }

    private string PathOf(string containerId) => Path.Combine(_directory, $"{containerId}.json");

    private static SandboxRecord? TryRead(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), SandboxJson.Default.SandboxRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
