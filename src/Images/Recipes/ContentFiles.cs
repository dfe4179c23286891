using Berth.Linux;

namespace Berth.Images.Recipes;

/// <summary>Opens the files of a layer's directory by paths without symbolic links; neighbours share the descriptor of their parent.</summary>
internal sealed class ContentFiles(ConfinedRoot directory) : IDisposable
{
    private Fd? _parent;
    private string _parentPath = "";

    /// <exception cref="LinuxException">It is not there, or cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It is no regular file any more.</exception>
    public Fd Open(string path)
    {
        int slash = path.LastIndexOf('/');
        string parent = slash < 0 ? "." : path[..slash];
        try
        {
            if (_parent is null || _parentPath != parent)
            {
                _parent?.Dispose();
                _parent = null;
                _parent = directory.OpenNoSymlinks(parent, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
                _parentPath = parent;
            }

            // What took a file's place on a damaged disk must not hang, and not become a terminal of ours.
            Fd file = _parent.OpenAt(path[(slash + 1)..], OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY);
            if (file.Status().Kind == FileKind.Regular)
            {
                return file;
            }

            file.Dispose();
        }
        catch (LinuxException e)
        {
            throw new LinuxException(e.Operation, $"/{path}", e.Errno);
        }

        throw new InvalidDataException($"/{path} is no regular file");
    }

    public void Dispose() => _parent?.Dispose();
}
