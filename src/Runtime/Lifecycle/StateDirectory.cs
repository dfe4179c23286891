using System.Text.Json;
using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime;

/// <summary>
/// A container's directory under the state root, mode 0700:
/// <code>
/// STATE_ROOT/ID/
///   cgroup          CreationRecord: where its cgroup is, or will be
///   spec.json       the spec that the container was made from
///   state.json.new  ContainerState, as soon as its process is there
///   state.json      the same, renamed: the container has been created
///   start.sock      while it waits to be started, and may be left behind: connecting starts it
/// </code>
/// The directory itself is what makes an ID unique: who makes it has it.
/// </summary>
internal sealed class StateDirectory
{
    private const uint OwnerOnly = 0x1c0;
    private const int LongestId = 1024;
    private const string UnfinishedState = "state.json.new";

    private StateDirectory(string path) => Path = path;

    public string Path { get; }

    public string StartSocket => $"{Path}/{StartSocketName}";

    public static string StartSocketName => "start.sock";

    /// <summary>Takes the ID.</summary>
    /// <exception cref="RuntimeException"><c>container with given ID already exists</c>, <c>invalid container ID</c>.</exception>
    public static StateDirectory Create(string root, string id)
    {
        RequireId(id);
        MakeRoot(root);
        string path = $"{root}/{id}";
        return DirectoryEntry.TryCreate(path, OwnerOnly) switch
        {
            Errno.None => new StateDirectory(path),
            Errno.EEXIST => throw new RuntimeException("container with given ID already exists"),
            Errno errno => throw new RuntimeException($"mkdir {path}: {LinuxException.Text(errno)}"),
        };
    }

    /// <summary>The directory of a container that is there.</summary>
    /// <exception cref="RuntimeException"><c>container does not exist</c>.</exception>
    public static StateDirectory Open(string root, string id) =>
        TryOpen(root, id) ?? throw new RuntimeException("container does not exist");

    /// <summary>Null when there is none.</summary>
    public static StateDirectory? TryOpen(string root, string id)
    {
        RequireId(id);
        string path = $"{root}/{id}";
        return Directory.Exists(path) ? new StateDirectory(path) : null;
    }

    /// <summary>All IDs under a root, in order.</summary>
    public static IReadOnlyList<string> List(string root) =>
        [.. Directory.GetDirectories(root).Select(d => System.IO.Path.GetFileName(d)!).Where(d => d[0] != '.').Order(StringComparer.Ordinal)];

    /// <exception cref="RuntimeException"><c>container does not exist</c>: its maker is at work, or died at it.</exception>
    public ContainerState Read() => TryRead() ?? throw new RuntimeException("container does not exist");

    /// <summary>Null when it has not been created.</summary>
    public ContainerState? TryRead() => TryRead("state.json");

    /// <summary>What its maker wrote before it died; null when that was nothing, or half of it.</summary>
    public ContainerState? TryReadUnfinished()
    {
        try
        {
            return TryRead(UnfinishedState);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public Spec ReadSpec()
    {
        try
        {
            return SpecJson.ReadSpec(File.ReadAllBytes($"{Path}/spec.json"));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Deleted since its state was read.
            throw new RuntimeException("container does not exist", cause: e);
        }
    }

    /// <summary>Of a container that is being made: its process is there.</summary>
    public void WriteUnfinished(ContainerState state, Spec spec)
    {
        WriteFile(UnfinishedState, ContainerStateJson.Write(state));
        WriteFile("spec.json", SpecJson.Write(spec));
    }

    /// <summary>What <see cref="WriteUnfinished"/> wrote has been created.</summary>
    public void Commit() => File.Move($"{Path}/{UnfinishedState}", $"{Path}/state.json", overwrite: true);

    /// <summary>The spec of a container that is there has changed: readers find the old one or the new one.</summary>
    /// <exception cref="RuntimeException"><c>container does not exist</c>: it has ended and was deleted meanwhile.</exception>
    public void Replace(Spec spec)
    {
        try
        {
            WriteFile("spec.json.new", SpecJson.Write(spec));
            File.Move($"{Path}/spec.json.new", $"{Path}/spec.json", overwrite: true);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or LinuxException { Errno: Errno.ENOENT })
        {
            throw new RuntimeException("container does not exist", cause: e);
        }
    }

    /// <summary>Whether its process waits to be started.</summary>
    public bool AwaitsStart()
    {
        if (!File.Exists(StartSocket))
        {
            return false;
        }

        // A starter that dies at the wrong moment leaves the file behind.
        using Fd directory = Open();
        return UnixSocket.IsListening(directory, StartSocketName);
    }

    public Fd Open() => Fd.Open(Path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);

    public void Delete()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody else was quicker.
        }
    }

    private ContainerState? TryRead(string name)
    {
        try
        {
            return ContainerStateJson.ReadContainerState(File.ReadAllBytes($"{Path}/{name}"));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private void WriteFile(string name, byte[] content)
    {
        using Fd file = Fd.Open($"{Path}/{name}", OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC, 0x180);
        file.Write(content);
    }

    private static void MakeRoot(string root)
    {
        if (Directory.Exists(root))
        {
            return;
        }

        if (System.IO.Path.GetDirectoryName(root) is { Length: > 1 } parent && !Directory.Exists(parent))
        {
            Directory.CreateDirectory(parent);
        }

        _ = DirectoryEntry.TryCreate(root, OwnerOnly);
    }

    private static void RequireId(string id)
    {
        bool valid = id.Length is > 0 and <= LongestId && id[0] != '.'
            && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '-' or '.');
        if (!valid)
        {
            throw new RuntimeException($"invalid container ID format: '{id}'");
        }
    }
}
