using System.Globalization;
using Berth.Linux;

namespace Berth.Integration.Hostile;

/// <summary>Files outside the data root that no archive may change, read or add to. What they are is compared to the last bit.</summary>
internal sealed class Canary : IDisposable
{
    private readonly string _inside;

    /// <param name="besideDataRoot">The directory that holds the data root.</param>
    public Canary(string besideDataRoot)
    {
        Victim = Directory.CreateTempSubdirectory("berth-victim-").FullName;
        _inside = Path.Combine(besideDataRoot, "canary");
        foreach (string place in (string[])[Victim, _inside])
        {
            Directory.CreateDirectory(Path.Combine(place, "directory"));
            File.WriteAllText(Path.Combine(place, "secret"), "secret");
            File.WriteAllText(Path.Combine(place, "directory", "inner"), "inner");
            File.CreateSymbolicLink(Path.Combine(place, "link"), "secret");
        }
    }

    /// <summary>A directory that archives aim at by its absolute path.</summary>
    public string Victim { get; }

    /// <summary>Everything that there is, a line each.</summary>
    public string[] State() =>
    [
        .. new[] { Victim, _inside }.SelectMany(place => Directory.EnumerateFileSystemEntries(place, "*", SearchOption.AllDirectories).Append(place))
            .Append("/etc/passwd").Append("/etc/shadow").Append("/dev/null").Order(StringComparer.Ordinal).Select(Describe),
    ];

    public void Dispose()
    {
        Directory.Delete(Victim, recursive: true);
        Directory.Delete(_inside, recursive: true);
    }

    private static string Describe(string path)
    {
        using Fd directory = Fd.Open(Path.GetDirectoryName(path)!, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        FileStatus status = directory.TryStatus(Path.GetFileName(path)) ?? throw new IOException($"{path} is gone");
        string content = status.Kind == FileKind.Regular ? Hash.Hex(File.ReadAllBytes(path)) : "";
        return string.Create(CultureInfo.InvariantCulture, $"{path} {status.Kind} {status.Permissions:x} {status.Owner}:{status.Group} ")
            + string.Create(CultureInfo.InvariantCulture, $"{status.Links} {status.Size} {status.Modified} {status.Device} {content}");
    }
}
