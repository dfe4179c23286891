using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime;

/// <summary>
/// A container's directory under the state root, mode 0700:
/// <code>
/// STATE_ROOT/ID/
///   state.json    ContainerState; renamed into place: there whole or not at all
///   spec.json     the spec that the container was made from
///   start.sock    only while it waits to be started: connecting starts it
/// </code>
/// The directory itself is what makes an ID unique: who makes it has it.
/// </summary>
internal sealed class StateDirectory
{
    private const uint OwnerOnly = 0x1c0;
    private const int LongestId = 1024;

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
    public static StateDirectory Open(string root, string id)
    {
        RequireId(id);
        string path = $"{root}/{id}";
        return Directory.Exists(path) ? new StateDirectory(path) : throw new RuntimeException("container does not exist");
    }

    /// <summary>All IDs under a root, in order.</summary>
    public static IReadOnlyList<string> List(string root) =>
        [.. Directory.GetDirectories(root).Select(d => System.IO.Path.GetFileName(d)!).Where(d => d[0] != '.').Order(StringComparer.Ordinal)];

    public ContainerState Read()
    {
        try
        {
            return ContainerStateJson.ReadContainerState(File.ReadAllBytes($"{Path}/state.json"));
        }
        catch (FileNotFoundException)
        {
            // Its maker is at work, or died at it.
            throw new RuntimeException("container does not exist");
        }
    }

    public Spec ReadSpec() => SpecJson.ReadSpec(File.ReadAllBytes($"{Path}/spec.json"));

    public void Write(ContainerState state, Spec spec)
    {
        WriteFile("spec.json", SpecJson.Write(spec));
        WriteFile("state.json.new", ContainerStateJson.Write(state));
        File.Move($"{Path}/state.json.new", $"{Path}/state.json", overwrite: true);
    }

    public Fd Open() => Fd.Open(Path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);

    public void Delete()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
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
