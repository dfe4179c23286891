using System.Text;
using System.Text.Json;

namespace Berth.Network.Sandboxes;

/// <summary>
/// The sandboxes' files. They need to outlive the daemon but not the machine, as the namespaces that they describe: written whole
/// and renamed, without a sync.
/// <code>
/// EXEC_ROOT/network/
///     endpoints/ID.json      one a container, there from "ready" to "release"
///     endpoints/ID.json.tmp  never read
///     ports/ID               for its monitor: what to do with each port that it holds (HeldPort)
/// </code>
/// </summary>
internal sealed class SandboxStore
{
    private readonly string _directory;
    private readonly string _ports;

    public SandboxStore(string execRoot)
    {
        _directory = Path.Combine(execRoot, "network", "endpoints");
        _ports = Path.Combine(execRoot, "network", "ports");
        Directory.CreateDirectory(_directory);
        Directory.CreateDirectory(_ports);
    }

    /// <summary>Where the container's monitor finds the table of its ports.</summary>
    public string PortTable(string containerId) => Path.Combine(_ports, containerId);

    public void Write(SandboxRecord record)
    {
        Replace(PortTable(record.ContainerId), Encoding.UTF8.GetBytes(string.Concat(record.HeldPorts.Select(static port => $"{port}\n"))));
        Replace(PathOf(record.ContainerId), JsonSerializer.SerializeToUtf8Bytes(record, SandboxJson.Default.SandboxRecord));
    }

    public void Delete(string containerId)
    {
        File.Delete(PathOf(containerId));
        File.Delete(PortTable(containerId));
    }

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

        HashSet<string> known = [.. records.Select(record => PortTable(record.ContainerId))];
        foreach (string path in Directory.EnumerateFiles(_ports).Where(path => !known.Contains(path)))
        {
            File.Delete(path);
        }

        return records;
    }

    private static void Replace(string path, byte[] content)
    {
        File.WriteAllBytes($"{path}.tmp", content);
        File.Move($"{path}.tmp", path, overwrite: true);
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
