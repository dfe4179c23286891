using Berth.Content;
using Berth.Images.Archive;
using Berth.Images.Layers;

namespace Berth.Images.Loading;

/// <summary>
/// The files of an archive of images, put aside so that they can be read in any order: the list of images may come last. Names of the
/// archive never become names on the disk; files are numbered.
/// <code>
/// tmp/load-RANDOM/0, 1, 2 …
/// </code>
/// </summary>
internal sealed class SpooledArchive : IDisposable
{
    private const int MaxLinks = 16;

    private readonly string _directory;
    private readonly Trash _trash;
    private readonly ArchiveLimits _limits;
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);

    private SpooledArchive(string directory, Trash trash, ArchiveLimits limits)
    {
        _directory = directory;
        _trash = trash;
        _limits = limits;
        Directory.CreateDirectory(directory);
    }

    /// <summary>Reads a whole archive, compressed or not.</summary>
    public static async Task<SpooledArchive> ReadAsync(
        Stream archive, string temporary, Trash trash, ArchiveLimits limits, CancellationToken cancellation)
    {
        var spooled = new SpooledArchive(Path.Combine(temporary, $"load-{Path.GetRandomFileName()}"), trash, limits);
        try
        {
            Stream plain = await Compression.DecompressAsync(archive, limits, cancellation: cancellation).ConfigureAwait(false);
            await using (plain.ConfigureAwait(false))
            {
                await spooled.FillAsync(new TarReader(plain, limits), cancellation).ConfigureAwait(false);
            }

            return spooled;
        }
        catch
        {
            spooled.Dispose();
            throw;
        }
    }

    public bool Contains(string name) => Find(name) is not null;

    /// <exception cref="ImageException">The archive has no such file.</exception>
    public FileStream OpenRead(string name)
    {
        string path = Find(name) ?? throw ImageException.Invalid($"open {name}: no such file or directory");
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: false);
    }

    /// <exception cref="ImageException">The archive has no such file, or it is larger than a document may be.</exception>
    public byte[] ReadDocument(string name, int limit)
    {
        using FileStream file = OpenRead(name);
        if (file.Length > limit)
        {
            throw ImageException.Invalid($"{name} is larger than {limit} bytes");
        }

        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    public void Dispose() => _trash.Discard(_directory);

    private async Task FillAsync(TarReader reader, CancellationToken cancellation)
    {
        byte[] buffer = new byte[256 << 10];
        while (await reader.NextAsync(cancellation).ConfigureAwait(false) is { } entry)
        {
            LayerPath path = LayerPath.Parse(entry.Name, _limits.PathDepth);
            string name = Name(path);
            switch (entry.Kind)
            {
                case TarEntryKind.Regular:
                    _links.Remove(name);
                    _files[name] = await CopyAsync(reader, buffer, cancellation).ConfigureAwait(false);
                    break;
                case TarEntryKind.SymbolicLink:
                    // docker save wrote ../OTHER/layer.tar where images shared a layer.
                    _links[name] = Name(LayerPath.Parse($"{path.Parent}/{entry.LinkName}", _limits.PathDepth));
                    break;
                case TarEntryKind.HardLink:
                    _links[name] = Name(LayerPath.Parse(entry.LinkName, _limits.PathDepth));
                    break;
            }
        }
    }

    private async Task<string> CopyAsync(TarReader reader, byte[] buffer, CancellationToken cancellation)
    {
        string path = Path.Combine(_directory, _files.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: false);
        await using (file.ConfigureAwait(false))
        {
            int got;
            while ((got = await reader.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            {
                await file.WriteAsync(buffer.AsMemory(0, got), cancellation).ConfigureAwait(false);
            }
        }

        return path;
    }

    private string? Find(string name)
    {
        string current = Name(LayerPath.Parse(name, _limits.PathDepth));
        for (int i = 0; i < MaxLinks; i++)
        {
            if (_files.TryGetValue(current, out string? path))
            {
                return path;
            }

            if (!_links.TryGetValue(current, out string? next))
            {
                return null;
            }

            current = next;
        }

        return null;
    }

    private static string Name(LayerPath path) => path.ToString()[1..];
}
