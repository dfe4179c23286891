using Berth.Images.Diffing;
using Berth.Linux;

namespace Berth.Unit.Images.Diffing;

/// <summary>Layers as directories, uppermost first, of whatever an ordinary user may make: whiteouts too, but no opaque directories.</summary>
internal sealed class LayerTree : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("berth-unit-");

    public LayerTree Folder(int layer, string path)
    {
        Directory.CreateDirectory(PathOf(layer, path));
        return this;
    }

    public LayerTree File(int layer, string path, string content = "x", UnixFileMode? mode = null, int seconds = 1_000_000_000)
    {
        string full = PathOf(layer, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        System.IO.File.WriteAllText(full, content);
        System.IO.File.SetUnixFileMode(full, mode ?? (UnixFileMode)0x1a4);
        System.IO.File.SetLastWriteTimeUtc(full, DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime);
        return this;
    }

    public LayerTree Link(int layer, string path, string target)
    {
        System.IO.File.CreateSymbolicLink(PathOf(layer, path), target);
        return this;
    }

    public LayerTree HardLink(int layer, string path, string name)
    {
        using Fd directory = Open(layer);
        _ = directory.TryMakeHardLink(name, directory, path);
        return this;
    }

    public LayerTree Whiteout(int layer, string path)
    {
        string full = PathOf(layer, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        using Fd directory = Fd.Open(Path.GetDirectoryName(full)!, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        directory.MakeNode(Path.GetFileName(full), FileKind.CharacterDevice, 0);
        return this;
    }

    public LayerTree Fifo(int layer, string name)
    {
        using Fd directory = Open(layer);
        directory.MakeNode(name, FileKind.Fifo, 0x1a4);
        return this;
    }

    public OverlayDirectory OpenFrom(int layer, int count = 8) => OverlayDirectory.Open(
        [.. Enumerable.Range(layer, count).Select(i => Path.Combine(_temporary.FullName, $"{i}")).Where(Directory.Exists)]);

    public string PathOf(int layer, string path) => Path.Combine(_temporary.FullName, $"{layer}", path);

    public void Dispose() => _temporary.Delete(recursive: true);

    private Fd Open(int layer) => Fd.Open(Path.Combine(_temporary.FullName, $"{layer}"), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
}
