using System.Collections.Concurrent;

namespace Berth.RegistryClient.Hosts;

/// <summary>The <c>hosts.toml</c> of registries, read again when they change.</summary>
/// <param name="roots">Directories with a directory per registry; the first file counts.</param>
internal sealed class HostsFiles(IReadOnlyList<string> roots)
{
    private const int LongestFile = 1024 * 1024;
    private const int MostKept = 1000;

    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);

    /// <summary>What the file of a registry says; null where there is none.</summary>
    /// <exception cref="RegistryException">It is there and cannot be read.</exception>
    public HostsFileContent? Of(string registry)
    {
        foreach (string directory in HostDirectories.Of(roots, registry).Concat(roots.Select(r => Path.Combine(r, HostDirectories.AnyHost))))
        {
            var file = new FileInfo(Path.Combine(directory, HostsFile.Name));
            if (file.Exists)
            {
                return Read(file);
            }
        }

        return null;
    }

    private HostsFileContent Read(FileInfo file)
    {
        string path = file.FullName;
        FileSystemInfo target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
        long size = target is FileInfo { Exists: true } real ? real.Length : 0;
        if (_kept.TryGetValue(path, out Kept? kept) && kept.Size == size && kept.Written == target.LastWriteTimeUtc)
        {
            return kept.Content;
        }

        HostsFileContent content = Parse(path, size);
        if (_kept.Count < MostKept)
        {
            _kept[path] = new Kept(size, target.LastWriteTimeUtc, content);
        }

        return content;
    }

    private static HostsFileContent Parse(string path, long size)
    {
        try
        {
            return size <= LongestFile
                ? HostsFile.Parse(File.ReadAllText(path), Path.GetDirectoryName(path)!)
                : throw new FormatException($"it is longer than {LongestFile} bytes");
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(RegistryErrorKind.Unavailable, $"{path}: {e.Message}", e);
        }
    }

    private sealed record Kept(long Size, DateTime Written, HostsFileContent Content);
}
