using System.Text.Json;
using Berth.Engine.Errors;
using Berth.Engine.Events;
using Berth.Engine.Specs;
using Berth.Linux;

namespace Berth.Engine.Volumes;

/// <summary>
/// Directories that outlive containers. A volume is there when its directory is.
/// <code>
/// DATA_ROOT/volumes/NAME/_data        what containers see
/// DATA_ROOT/volumes/NAME/volume.json  labels and options (<see cref="VolumeRecord"/>); volumes of earlier versions have none
/// DATA_ROOT/volumes/NAME/anonymous    of an earlier version: it was made for one container, without a name
/// DATA_ROOT/volumes/.RANDOM/          being made or removed
/// </code>
/// </summary>
internal sealed class VolumeStore(EnginePaths paths, QuotaProjects quotas, EventBus events, TimeProvider time)
{
    public const string Driver = "local";

    private const string Data = "_data";
    private const string Description = "volume.json";
    private const string Anonymous = "anonymous";
    private const int MaxDescription = 4 << 20;
    private const uint VolumeMode = 0x1c1;
    private const uint DataMode = 0x1ed;
    private const uint DescriptionMode = 0x180;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);

    /// <summary>
    /// A volume, made where it is not there yet: in a directory of another name, which is renamed when all is in it, so that nobody ever
    /// sees half a volume. Whoever calls holds the name (<see cref="Hold"/>).
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="wanted">Labels and options of a new one; one that is there keeps its own.</param>
    /// <returns>Whether it is new.</returns>
    /// <exception cref="InvalidParameterException">It cannot be a volume's name.</exception>
    /// <exception cref="LinuxException">The disk refused.</exception>
    internal bool Ensure(string name, VolumeRecord wanted)
    {
        VolumeName.Validate(name);
        _ = LocalOptions.Parse(wanted.Options);
        if (Exists(name))
        {
            return false;
        }

        using Fd volumes = OpenVolumes();
        string staged = $".{Path.GetRandomFileName()}";
        try
        {
            Stage(volumes, staged, wanted with { Created = time.GetUtcNow() });
            Failpoint.Hit("volume.staged");
            volumes.RenameNew(staged, volumes, name);
            Failpoint.Hit("volume.made");
        }
        catch (Exception e) when (e is LinuxException or EngineException)
        {
            FileTree.Remove(volumes, staged);
            if (e is LinuxException { Errno: Errno.EEXIST })
            {
                return false;
            }

            throw;
        }

        Publish("create", name);
        return true;
    }

    /// <summary>What is known of a volume; null where there is none.</summary>
    internal VolumeRecord? Find(string name)
    {
        if (!VolumeName.IsName(name) || !Exists(name))
        {
            return null;
        }

        VolumeRecord? written = Read(name);
        return written is null
            ? new VolumeRecord { Created = Directory.GetLastWriteTimeUtc(DirectoryOf(name)), Labels = File.Exists(MarkOf(name)) ? VolumeRecord.Anonymous.Labels : null }
            : written;
    }

    /// <summary>Removes a volume unless it is held or <paramref name="isUsed"/>; one that is not there is no error.</summary>
    /// <returns>Whether it is gone now, and was there.</returns>
    internal bool RemoveUnused(string name, Func<bool> isUsed)
    {
        string? going;
        lock (_lock)
        {
            going = _held.ContainsKey(name) || isUsed() ? null : TakeAway(name);
        }

        if (going is null)
        {
            return false;
        }

        Failpoint.Hit("volume.taken");
        Erase(going);
        Publish("destroy", name);
        return true;
    }

    /// <summary>After a start: removes what a crash left half made or half removed.</summary>
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

    /// <summary>Keeps a volume from being removed until <see cref="LetGo"/>.</summary>
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
        ? [.. Directory.EnumerateDirectories(paths.Volumes).Select(static path => Path.GetFileName(path)).Where(VolumeName.IsName).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Where a volume's files are.</summary>
    public string DataOf(string name) => Path.Combine(DirectoryOf(name), Data);

    internal void Publish(string action, string name, params ReadOnlySpan<(string Key, string Value)> more)
    {
        var attributes = new Dictionary<string, string> { ["driver"] = Driver };
        foreach ((string key, string value) in more)
        {
            attributes[key] = value;
        }

        events.Publish("volume", action, name, attributes);
    }

    private void Stage(Fd volumes, string staged, VolumeRecord record)
    {
        volumes.MakeDirectory(staged, VolumeMode);
        using Fd directory = volumes.OpenAt(staged, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        directory.MakeDirectory(Data, DataMode);
        if (LocalOptions.Parse(record.Options) is { Size: > 0 } limited)
        {
            using Fd data = directory.OpenAt(Data, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            if (!quotas.TryLimit(data, limited.Size))
            {
                throw new InvalidParameterException("quota size requested but no quota support");
            }
        }

        using (Fd file = directory.OpenAt(Description, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, DescriptionMode))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(record, VolumeJson.Default.VolumeRecord));
            if (!record.IsAnonymous)
            {
                // An anonymous one is its container's, whose record is not waited for either.
                file.Sync();
            }
        }
    }

    // Null for a volume of an earlier version, and one whose file a power cut emptied.
    private VolumeRecord? Read(string name)
    {
        string path = Path.Combine(DirectoryOf(name), Description);
        try
        {
            byte[] json = BoundedFile.ReadAll(path, MaxDescription);
            if (json.Length == 0)
            {
                return null;
            }

            VolumeRecord? record = JsonSerializer.Deserialize(json, VolumeJson.Default.VolumeRecord);
            return record is { Version: <= VolumeRecord.CurrentVersion }
                ? record
                : throw new UnavailableException($"volume {name} was made by a newer version of Berth");
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new UnavailableException($"volume {name}: {path} cannot be read: {e.Message}", e);
        }
    }

    private Fd OpenVolumes()
    {
        if (!Directory.Exists(paths.Volumes))
        {
            Directory.CreateDirectory(paths.Volumes, (UnixFileMode)VolumeMode);
        }

        return Fd.Open(paths.Volumes, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
    }

    // Out of sight in one step, under a name that no volume can have; before that, what is mounted on it must be off: it is not ours to erase.
    private string? TakeAway(string name)
    {
        string directory = DirectoryOf(name);
        if (!Directory.Exists(directory))
        {
            return null;
        }

        PlainMount.UnmountAll(DataOf(name));
        string going = $".{Path.GetRandomFileName()}";
        Directory.Move(directory, Path.Combine(paths.Volumes, going));
        return going;
    }

    private void Erase(string name)
    {
        PlainMount.UnmountAll(Path.Combine(paths.Volumes, name, Data));
        using Fd volumes = Fd.Open(paths.Volumes, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        FileTree.Remove(volumes, name);
    }

    private bool Exists(string name) => Directory.Exists(DataOf(name));

    private string MarkOf(string name) => Path.Combine(DirectoryOf(name), Anonymous);

    private string DirectoryOf(string name)
    {
        VolumeName.Validate(name);
        return Path.Combine(paths.Volumes, name);
    }
}
