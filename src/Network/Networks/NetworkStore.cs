using System.Text.Json;

namespace Berth.Network.Networks;

/// <summary>
/// The networks' files. They outlive a reboot: written whole, synced and renamed.
/// <code>
/// STATE_DIRECTORY/                 DATA_ROOT/network
///     networks/ID.json             from before its interface is made until after that is gone
///     networks/ID.json.tmp         never read
/// </code>
/// </summary>
internal sealed class NetworkStore
{
    private const string Extension = ".json";

    private readonly string _directory;
    private readonly Action<string> _notice;

    /// <param name="stateDirectory">What outlives a reboot.</param>
    /// <param name="notice">Told of what cannot be read.</param>
    public NetworkStore(string stateDirectory, Action<string> notice)
    {
        _directory = Path.Combine(stateDirectory, "networks");
        _notice = notice;
        Directory.CreateDirectory(_directory);
    }

    public void Write(NetworkRecord record)
    {
        string path = PathOf(record.Id);
        using (FileStream file = File.Create($"{path}.tmp"))
        {
            JsonSerializer.Serialize(file, record, NetworkJson.Default.NetworkRecord);
            file.Flush(flushToDisk: true);
        }

        File.Move($"{path}.tmp", path, overwrite: true);
    }

    public void Delete(string id) => File.Delete(PathOf(id));

    /// <summary>Every readable record, in the order in which they were made; what cannot be read is told of and left as it is.</summary>
    public IReadOnlyList<NetworkRecord> ReadAll()
    {
        List<NetworkRecord> records = [];
        foreach (string path in Directory.EnumerateFiles(_directory, $"*{Extension}"))
        {
            try
            {
                if (JsonSerializer.Deserialize(File.ReadAllBytes(path), NetworkJson.Default.NetworkRecord) is { } record && PathOf(record.Id) == path)
                {
                    _ = record.IPv4;
                    records.Add(record);
                    continue;
                }

                _notice($"{path} is not the record of a network and is left as it is");
            }
            catch (Exception e) when (e is JsonException or FormatException)
            {
                _notice($"{path} cannot be read and is left as it is: {e.Message}");
            }
        }

        return [.. records.OrderBy(static record => record.Created)];
    }

    private string PathOf(string id) => Path.Combine(_directory, id + Extension);
}
