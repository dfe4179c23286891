using System.Globalization;
using Berth.Archive;
using Berth.Content;
using Berth.Images.Archive;

namespace Berth.Images.Loading;

/// <summary>
/// The files of an archive of images, put aside so that they can be read in any order: the list of images may come last. Names of the
/// archive never become names on the disk; files are numbered. Of members with the same name the last one counts, as tar has it.
/// <code>
/// tmp/load-RANDOM/0, 1, 2 …
/// </code>
/// </summary>
internal sealed class SpooledArchive : IDisposable
{
    private const int MaxLinks = 16;
    private const int BufferSize = 256 << 10;

    private readonly string _directory;
    private readonly Trash _trash;
    private readonly ArchiveLimits _limits;
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private int _members;
    private long _nameCharacters;
    private long _documentBytes;
    private long _bytes;

    private SpooledArchive(string directory, Trash trash, ArchiveLimits limits)
    {
        _directory = directory;
        _trash = trash;
        _limits = limits;
        Directory.CreateDirectory(directory);
    }

    /// <summary>Reads a whole archive, compressed or not.</summary>
    /// <exception cref="ArchiveException">It is damaged, or holds more than <see cref="LoadLimits"/> allow.</exception>
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

    /// <param name="progress">Told how many bytes have been read.</param>
    /// <exception cref="ImageException">The archive has no such file.</exception>
    public SpooledFile OpenRead(string name, Func<long, ValueTask>? progress = null) => new(PathOf(name), progress);

    /// <summary>Where a file lies on the disk.</summary>
    /// <exception cref="ImageException">The archive has no such file.</exception>
    public string PathOf(string name) => Find(name) ?? throw ImageException.Invalid($"open {name}: no such file or directory");

    /// <exception cref="ImageException">The archive has no such file, or it is larger than a document may be.</exception>
    public byte[] ReadDocument(string name, int limit)
    {
        using SpooledFile file = OpenRead(name);
        if (file.Length > limit)
        {
            throw ImageException.Invalid($"{name} is larger than {limit} bytes");
        }

        _documentBytes += file.Length;
        if (_documentBytes > LoadLimits.DocumentBytes)
        {
            throw ImageException.Invalid($"the documents of the archive, read as often as they are named, are larger than {LoadLimits.DocumentBytes} bytes");
        }

        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    public void Dispose() => _trash.Discard(_directory);

    private async Task FillAsync(TarReader reader, CancellationToken cancellation)
    {
        byte[] buffer = new byte[BufferSize];
        while (await reader.NextAsync(cancellation).ConfigureAwait(false) is { } entry)
        {
            EntryPath path = EntryPath.Parse(entry.Name, _limits.PathDepth);
            string name = Name(path);
            Count(name.Length + entry.LinkName.Length);
            switch (entry.Kind)
            {
                case TarEntryKind.Regular:
                    _links.Remove(name);
                    _files[name] = await CopyAsync(reader, entry.Size, buffer, cancellation).ConfigureAwait(false);
                    break;
                case TarEntryKind.SymbolicLink:
                    // docker save wrote ../OTHER/layer.tar where images shared a layer.
                    _files.Remove(name);
                    _links[name] = Target(entry.LinkName.StartsWith('/') ? "" : path.Parent, entry.LinkName);
                    break;
                case TarEntryKind.HardLink when Find(entry.LinkName) is { } linked:
                    _links.Remove(name);
                    _files[name] = linked;
                    break;
            }
        }
    }

    private void Count(int characters)
    {
        _nameCharacters += characters;
        if (++_members > LoadLimits.Members)
        {
            throw ArchiveException.TooLarge("the number of files", LoadLimits.Members);
        }

        if (_nameCharacters > LoadLimits.NameCharacters)
        {
            throw ArchiveException.TooLarge("the size of all names", LoadLimits.NameCharacters);
        }
    }

    private async Task<string> CopyAsync(TarReader reader, long size, byte[] buffer, CancellationToken cancellation)
    {
        _bytes += size;
        if (_bytes > _limits.ExpandedBytes)
        {
            throw ArchiveException.TooLarge("the size of all files", _limits.ExpandedBytes);
        }

        string path = Path.Combine(_directory, _members.ToString(CultureInfo.InvariantCulture));
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: false);
        int got;
        while ((got = await reader.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            file.Write(buffer.AsSpan(0, got));
        }

        return path;
    }

    private string? Find(string name)
    {
        string current = Name(EntryPath.Parse(name, _limits.PathDepth));
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

    private string Target(string directory, string link) => Name(EntryPath.Parse($"{directory}/{link}", _limits.PathDepth));

    private static string Name(EntryPath path) => path.ToString()[1..];
}
