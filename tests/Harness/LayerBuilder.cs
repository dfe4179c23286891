using System.Formats.Tar;
using System.Text;

namespace Berth.Harness;

/// <summary>One layer of an image: a tar archive, entry by entry.</summary>
public sealed class LayerBuilder
{
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;
    private readonly List<TarEntry> _entries = [];

    public LayerBuilder Directory(string path) => Add(new PaxTarEntry(TarEntryType.Directory, path + "/"));

    public LayerBuilder File(string path, string content, IReadOnlyDictionary<string, string>? attributes = null)
    {
        PaxTarEntry entry = attributes is null
            ? new PaxTarEntry(TarEntryType.RegularFile, path)
            : new PaxTarEntry(TarEntryType.RegularFile, path, attributes);
        entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return Add(entry);
    }

    public LayerBuilder Symlink(string path, string target) => Add(new PaxTarEntry(TarEntryType.SymbolicLink, path) { LinkName = target });

    public LayerBuilder HardLink(string path, string target) => Add(new PaxTarEntry(TarEntryType.HardLink, path) { LinkName = target });

    public LayerBuilder CharacterDevice(string path, int major, int minor) =>
        Add(new PaxTarEntry(TarEntryType.CharacterDevice, path) { DeviceMajor = major, DeviceMinor = minor });

    public LayerBuilder Fifo(string path) => Add(new PaxTarEntry(TarEntryType.Fifo, path));

    /// <summary>Hides a file of the layers below.</summary>
    public LayerBuilder Whiteout(string directory, string name) => File($"{directory}/.wh.{name}", "");

    /// <summary>Hides everything that the layers below have in a directory.</summary>
    public LayerBuilder Opaque(string directory) => Directory(directory).File($"{directory}/.wh..wh..opq", "");

    /// <summary>The archive's bytes.</summary>
    public async Task<byte[]> BuildAsync()
    {
        using var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (TarEntry entry in _entries)
            {
                await tar.WriteEntryAsync(entry);
            }
        }

        return archive.ToArray();
    }

    private LayerBuilder Add(TarEntry entry)
    {
        entry.Mode = Executable;
        _entries.Add(entry);
        return this;
    }
}
