using Berth.Engine.Errors;
using Berth.Linux;

namespace Berth.Engine.Volumes;

/// <summary>
/// Directories that outlive containers. A volume is there when its directory is.
/// <code>
/// DATA_ROOT/volumes/NAME/_data        what containers see
/// DATA_ROOT/volumes/NAME/anonymous    it was made for one container, without a name
/// DATA_ROOT/volumes/.RANDOM/          being removed
/// </code>
/// </summary>
public sealed class VolumeStore(EnginePaths paths)
{
    private const string Data = "_data";
    private const string Anonymous = "anonymous";

    private const UnixFileMode VolumeMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute;

    private const UnixFileMode DataMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);

    /// <summary>The directory of a volume, made where it is not there yet.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="anonymous">It was made for one container, without a name: pruning may take it.</param>
    /// <exception cref="InvalidParameterException">It cannot be a volume's name.</exception>
    public string Ensure(string name, bool anonymous)
    {
        string data = DataOf(name);
        Directory.CreateDirectory(paths.Volumes, VolumeMode);
        Directory.CreateDirectory(DirectoryOf(name), VolumeMode);
        if (anonymous)
        {
            File.WriteAllBytes(MarkOf(name), []);
        }

        Directory.CreateDirectory(data, DataMode);
        return data;
    }

    /// <summary>Whether a volume was made for one container, without a name.</summary>
    public bool IsAnonymous(string name) => File.Exists(MarkOf(name));

    /// <summary>Removes a volume and what is in it; one that is not there is no error.</summary>
    public void Remove(string name)
    {
        string? going;
        lock (_lock)
        {
            going = TakeAway(name);
        }

        Erase(going);
    }

    /// <summary>Removes a volume unless it is held or <paramref name="isUsed"/>.</summary>
    /// <returns>Whether it is gone.</returns>
    internal bool RemoveUnused(string name, Func<bool> isUsed)
    {
        string? going;
        lock (_lock)
        {
            going = _held.ContainsKey(name) || isUsed() ? null : TakeAway(name);
        }

        Erase(going);
        return going is not null;
    }

    /// <summary>After a start: removes what a crash left half removed.</summary>
    internal void RemoveLeftovers()
    {
        if (Directory.Exists(paths.Volumes))
        {
            foreach (string left in Directory.EnumerateDirectories(paths.Volumes, ".*"))
            {
                Erase(Path.GetFileName(left));
            }
        }
    }

    /// <summary>Keeps a volume from being pruned until <see cref="LetGo"/>.</summary>
    internal void Hold(string name)
    {
        lock (_lock)
        {
            _held[name] = _held.GetValueOrDefault(name) + 1;
        }
    }

    internal void LetGo(string name)
    {
        lock (_lock)
        {
            if (--_held[name] == 0)
            {
                _held.Remove(name);
            }
        }
    }

    /// <summary>The names of all volumes, sorted.</summary>
    public IReadOnlyList<string> Names() => Directory.Exists(paths.Volumes)
        ? [.. Directory.EnumerateDirectories(paths.Volumes).Select(static path => Path.GetFileName(path)).Where(IsName).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Where a volume's files are.</summary>
    public string DataOf(string name) => Path.Combine(DirectoryOf(name), Data);

    /// <summary>When a volume was made; the Unix epoch's beginning where it is gone.</summary>
    public DateTimeOffset CreatedAt(string name) =>
        Directory.Exists(DirectoryOf(name)) ? Directory.GetLastWriteTimeUtc(DirectoryOf(name)) : DateTimeOffset.UnixEpoch;

    // Out of sight in one step, under a name that no volume can have.
    private string? TakeAway(string name)
    {
        string directory = DirectoryOf(name);
        if (!Directory.Exists(directory))
        {
            return null;
        }

        string going = $".{Path.GetRandomFileName()}";
        Directory.Move(directory, Path.Combine(paths.Volumes, going));
        return going;
    }

    private void Erase(string? name)
    {
        if (name is not null)
        {
            using Fd volumes = Fd.Open(paths.Volumes, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            FileTree.Remove(volumes, name);
        }
    }

    private string MarkOf(string name) => Path.Combine(DirectoryOf(name), Anonymous);

    private string DirectoryOf(string name) => IsName(name)
        ? Path.Combine(paths.Volumes, name)
        : throw new InvalidParameterException(
            $"\"{name}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. " +
            "If you intended to pass a host directory, use absolute path");

    private static bool IsName(string name) =>
        name.Length > 1 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');
}
