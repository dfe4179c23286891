namespace Berth.Linux;

/// <summary>
/// Resolves a path below a root one name at a time, each opened by its bare name in the descriptor of the directory before it and
/// never through a symbolic link: those are read and followed here, as text, with the root as their <c>/</c>. A <c>..</c> goes back to the
/// descriptor that the walk came from. So there is no moment in which somebody who renames or exchanges directories can lead it
/// outside, and unlike openat2(2) it knows the path that it found, also the part that does not exist.
/// </summary>
public sealed class PathWalk : IDisposable
{
    /// <summary>Symbolic links on the way, as the kernel has it.</summary>
    private const int MostLinks = 40;

    /// <summary>A directory on the way costs a descriptor.</summary>
    private const int MostDirectories = 512;

    private readonly bool _strict;
    private readonly List<string> _missing = [];
    private TreeStep _at;
    private int _depth;
    private int _links;

    private PathWalk(TreeStep from, bool strict)
    {
        _at = from;
        _strict = strict;
    }

    /// <summary>What was found when that is no directory: a file, or a symbolic link that was not to be followed (O_PATH).</summary>
    public Fd? File { get; private set; }

    /// <summary>The name of <see cref="File"/>.</summary>
    public string FileName { get; private set; } = "";

    /// <summary>The directory that was found, or the one that has <see cref="File"/>, or the last that exists.</summary>
    public Fd Directory => _at.Directory;

    /// <summary>All of the path exists.</summary>
    public bool Exists => _missing.Count == 0;

    /// <summary>How many of the last names do not exist.</summary>
    public int MissingNames => _missing.Count;

    /// <summary>The path that was found, absolute from the root, without symbolic links.</summary>
    public string Path
    {
        get
        {
            string path = _at.Path;
            foreach (string name in (IEnumerable<string>)(File is null ? _missing : [FileName]))
            {
                path = path == "/" ? $"/{name}" : $"{path}/{name}";
            }

            return path;
        }
    }

    /// <summary>Resolves <paramref name="path"/> from the root.</summary>
    /// <param name="root">Stays the caller's.</param>
    /// <param name="path">Absolute or not, both from the root.</param>
    /// <param name="followLast">Whether a symbolic link in the last place is followed.</param>
    /// <exception cref="LinuxException">ENOTDIR, ELOOP, EACCES …; what does not exist is no exception.</exception>
    public static PathWalk From(Fd root, string path, bool followLast) =>
        Start(new TreeStep(null, "", root, IsOwned: false), path, followLast, strict: false);

    /// <summary>
    /// The same from the directory that was found here, which has to outlive the other walk.
    /// </summary>
    /// <param name="path">Relative to that directory.</param>
    /// <param name="followLast">Whether a symbolic link in the last place is followed.</param>
    /// <param name="strict">
    /// What leads above the root, or is absolute, is an error (EXDEV) instead of being taken as from the root: for directories
    /// of the host, where such a link means another place.
    /// </param>
    public PathWalk On(string path, bool followLast, bool strict) =>
        Start(strict ? new TreeStep(null, "", _at.Directory, IsOwned: false) : Borrowed(_at), path, followLast, strict);

    public void Dispose()
    {
        File?.Dispose();
        while (_at is { IsOwned: true, Parent: { } parent })
        {
            _at.Directory.Dispose();
            _at = parent;
        }
    }

    private static TreeStep Borrowed(TreeStep step) =>
        step with { IsOwned = false, Parent = step.Parent is null ? null : Borrowed(step.Parent) };

    private static PathWalk Start(TreeStep from, string path, bool followLast, bool strict)
    {
        var walk = new PathWalk(from, strict);
        try
        {
            walk.Run(path, followLast);
            return walk;
        }
        catch
        {
            walk.Dispose();
            throw;
        }
    }

    private void Run(string path, bool followLast)
    {
        var left = new Stack<string>();
        Push(left, path);
        while (left.TryPop(out string? name))
        {
            if (name is "" or ".")
            {
                RefuseBelowFile(path);
                continue;
            }

            if (name == "..")
            {
                RefuseBelowFile(path);
                Up(path);
                continue;
            }

            if (!Exists)
            {
                _missing.Add(name);
                continue;
            }

            RefuseBelowFile(path);
            Enter(name, left, followLast, path);
        }
    }

    private void Enter(string name, Stack<string> left, bool followLast, string path)
    {
        if (TryOpen(name) is not { } opened)
        {
            _missing.Add(name);
            return;
        }

        FileKind kind = opened.Status().Kind;
        if (kind == FileKind.Directory)
        {
            _at = new TreeStep(_at, name, opened, IsOwned: true);
            if (++_depth > MostDirectories)
            {
                throw new LinuxException("open", path, Errno.ENAMETOOLONG);
            }
        }
        else if (kind == FileKind.SymbolicLink && (followLast || left.Count > 0))
        {
            string? target;
            using (opened)
            {
                target = TryReadLink(opened);
            }

            if (target is null)
            {
                _missing.Add(name);
                return;
            }

            Follow(target, left, path);
        }
        else
        {
            File = opened;
            FileName = name;
        }
    }

    private void Follow(string target, Stack<string> left, string path)
    {
        if (++_links > MostLinks)
        {
            throw new LinuxException("open", path, Errno.ELOOP);
        }

        if (target.StartsWith('/'))
        {
            if (_strict)
            {
                throw new LinuxException("open", path, Errno.EXDEV);
            }

            while (_at.Parent is not null)
            {
                Leave();
            }
        }

        Push(left, target);
    }

    private void Up(string path)
    {
        if (_missing.Count > 0)
        {
            _missing.RemoveAt(_missing.Count - 1);
        }
        else if (_at.Parent is not null)
        {
            Leave();
        }
        else if (_strict)
        {
            throw new LinuxException("open", path, Errno.EXDEV);
        }
    }

    private void Leave()
    {
        TreeStep left = _at;
        _at = left.Parent!;
        if (left.IsOwned)
        {
            _depth--;
            left.Directory.Dispose();
        }
    }

    private Fd? TryOpen(string name)
    {
        try
        {
            return _at.Directory.OpenAt(name, OpenFlags.O_PATH);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            return null;
        }
    }

    // ENOENT: /proc/self of somebody else's processes, where we are none.
    private static string? TryReadLink(Fd link)
    {
        try
        {
            return link.ReadLink("");
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            return null;
        }
    }

    private void RefuseBelowFile(string path)
    {
        if (File is not null)
        {
            throw new LinuxException("lstat", path, Errno.ENOTDIR);
        }
    }

    private static void Push(Stack<string> left, string path)
    {
        string[] names = path.Split('/');
        for (int i = names.Length - 1; i >= 0; i--)
        {
            left.Push(names[i]);
        }
    }
}
