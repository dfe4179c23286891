using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Execute;
using Berth.Runtime.Plan;

namespace Berth.Runtime;

/// <summary>
/// The namespaces that a spec joins, opened: each is a namespace, of the kind that the spec says (config-linux.md: "The runtime MUST
/// generate an error if path is not associated with a namespace of type type").
/// </summary>
internal sealed class NamespaceFiles : IDisposable
{
    private readonly Dictionary<string, Fd> _files = [];

    private NamespaceFiles()
    {
    }

    /// <summary>Descriptors by kind; the clone inherits them.</summary>
    public IReadOnlyDictionary<string, int> Numbers => _files.ToDictionary(f => f.Key, f => f.Value.Number);

    public bool IsEmpty => _files.Count == 0;

    /// <exception cref="RuntimeException">A path that is not there, or is not a namespace, or one of another kind.</exception>
    public static NamespaceFiles Open(IReadOnlyList<LinuxNamespace> namespaces)
    {
        var files = new NamespaceFiles();
        try
        {
            for (int i = 0; i < namespaces.Count; i++)
            {
                if (!string.IsNullOrEmpty(namespaces[i].Path))
                {
                    files._files[namespaces[i].Type] = Open(namespaces[i], $"linux.namespaces[{i}].path");
                }
            }
        }
        catch
        {
            files.Dispose();
            throw;
        }

        return files;
    }

    /// <summary>The namespace file of a kind; null when it is not joined.</summary>
    public Fd? Of(string type) => _files.GetValueOrDefault(type);

    public void Dispose()
    {
        foreach (Fd file in _files.Values)
        {
            file.Dispose();
        }
    }

    // Looked at before it is opened: opening a FIFO would wait for its other end.
    private static unsafe Fd Open(LinuxNamespace one, string where)
    {
        try
        {
            using Fd path = Fd.Open(one.Path!, OpenFlags.O_PATH);
            if (Sys.filesystem_type(path.Number) != Sys.NSFS_MAGIC)
            {
                throw Wrong(where, $"{one.Path} is not a namespace");
            }

            Fd file = Fd.Open(path.ProcPath, OpenFlags.O_RDONLY);
            int type = Sys.ioctl(file.Number, Sys.NS_GET_NSTYPE, (nint)0);
            if (type < 0 || (ulong)(uint)type != NamespaceKinds.FlagOf(one.Type))
            {
                file.Dispose();
                throw Wrong(where, $"{one.Path} is not a {one.Type} namespace");
            }

            return file;
        }
        catch (LinuxException e)
        {
            throw Wrong(where, $"{one.Path}: {FailureText.Reason(e.Errno)}");
        }
    }

    private static RuntimeException Wrong(string where, string reason) => new($"invalid configuration: {where}: {reason}");
}
