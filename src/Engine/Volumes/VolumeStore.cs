using Berth.Engine.Errors;

namespace Berth.Engine.Volumes;

/// <summary>
/// Directories that outlive containers: <c>DATA_ROOT/volumes/NAME/_data</c>. A volume is there when its directory is.
/// </summary>
public sealed class VolumeStore(EnginePaths paths)
{
    private const string Data = "_data";

    private const UnixFileMode VolumeMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute;

    private const UnixFileMode DataMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>The directory of a volume, made where it is not there yet.</summary>
    /// <exception cref="InvalidParameterException">It cannot be a volume's name.</exception>
    public string Ensure(string name)
    {
        string data = Path.Combine(DirectoryOf(name), Data);
        Directory.CreateDirectory(paths.Volumes, VolumeMode);
        Directory.CreateDirectory(DirectoryOf(name), VolumeMode);
        Directory.CreateDirectory(data, DataMode);
        return data;
    }

    /// <summary>Removes a volume and what is in it; one that is not there is no error.</summary>
    public void Remove(string name)
    {
        string directory = DirectoryOf(name);
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private string DirectoryOf(string name) => IsName(name)
        ? Path.Combine(paths.Volumes, name)
        : throw new InvalidParameterException(
            $"\"{name}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. " +
            "If you intended to pass a host directory, use absolute path");

    private static bool IsName(string name) =>
        name.Length > 1 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');
}
