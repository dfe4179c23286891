using Berth.Cli.CommandLine;
using Berth.Linux;

namespace Berth.Cli.Containers.Copying;

/// <summary>A file of this machine, found by descriptor.</summary>
internal sealed class LocalFile : IDisposable
{
    private readonly Fd _root;

    private LocalFile(Fd root, PathWalk walk)
    {
        _root = root;
        Walk = walk;
    }

    public PathWalk Walk { get; }

    /// <summary>O_PATH.</summary>
    public Fd File => Walk.File ?? Walk.Directory;

    public bool IsDirectory => Walk.Exists && Walk.File is null;

    /// <summary>Finds what is to be copied; without <paramref name="follow"/> a symbolic link is copied itself.</summary>
    /// <exception cref="CommandException">It is not there.</exception>
    public static LocalFile Source(CopyPath path, bool follow)
    {
        LocalFile file = Find(path.Text, follow, static error => Reason(error));
        if (file.Walk.Exists)
        {
            return file;
        }

        using (file)
        {
            throw new CommandException($"lstat {file.Walk.Path}: no such file or directory");
        }
    }

    /// <summary>Finds where something is to be copied to, which need not be there if its directory is.</summary>
    /// <exception cref="CommandException">The directory is not there, or what is there can be nothing of the kind.</exception>
    public static LocalFile Target(CopyPath path)
    {
        string parent = new CopyPath(path.IsContents ? path.Parent : path.Text).Parent;
        if (!Directory.Exists(parent) && !System.IO.File.Exists(parent))
        {
            throw new CommandException($"invalid output path: directory \"{parent}\" does not exist");
        }

        LocalFile file = Find(path.Text, follow: true, error => $"stat {path.Text}: {Reason(error)}");
        try
        {
            if (file.Walk.File?.Status().Kind is FileKind.CharacterDevice or FileKind.BlockDevice)
            {
                throw new CommandException($"invalid output path: \"{path.Text}\" must be a directory or a regular file: got a device");
            }

            return file.Walk.MissingNames > 1
                ? throw new CommandException($"stat {new CopyPath(file.Walk.Path).Parent}: no such file or directory")
                : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Walk.Dispose();
        _root.Dispose();
    }

    private static LocalFile Find(string path, bool follow, Func<LinuxException, string> describe)
    {
        Fd root = Fd.Open("/", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        try
        {
            return new LocalFile(root, PathWalk.From(root, path, follow));
        }
        catch (LinuxException e)
        {
            root.Dispose();
            throw new CommandException(describe(e));
        }
    }

    private static string Reason(LinuxException error) => LinuxException.Text(error.Errno);
}
