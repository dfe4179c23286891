using Berth.Engine.Errors;
using Berth.EngineApi.Containers;
using Berth.Linux;

namespace Berth.Engine.Containers.Files;

/// <summary>A path of a container that leads to something.</summary>
internal sealed class FoundPath : IDisposable
{
    private readonly PathWalk _walk;

    private FoundPath(ContainerTree tree, ArchivePath path, PathWalk walk)
    {
        Tree = tree;
        Path = path;
        _walk = walk;
        FileStatus status = File.Status();
        Stat = PathDescription.Of(path.Name, status, status.Kind == FileKind.SymbolicLink ? LinkTarget(tree, path) : "");
    }

    public ContainerTree Tree { get; }

    public ArchivePath Path { get; }

    public ContainerPathStat Stat { get; }

    /// <summary>O_PATH; a symbolic link itself where the path ends in one.</summary>
    public Fd File => _walk.File ?? _walk.Directory;

    /// <summary>Finds it; from here on the tree is this object's.</summary>
    /// <exception cref="NotFoundException">Nothing is there, or only what the kernel says of itself.</exception>
    public static FoundPath Find(ContainerTree tree, ArchivePath path, string container, string asked)
    {
        PathWalk? walk = null;
        try
        {
            walk = Walk(tree, path.Text, followLast: false);
            if (!walk.Exists || IsKernels(tree, walk))
            {
                throw NotFound(asked, container);
            }

            return new FoundPath(tree, path, walk);
        }
        catch
        {
            walk?.Dispose();
            tree.Dispose();
            throw;
        }
    }

    /// <exception cref="InvalidParameterException">It goes through what is no directory, or in circles.</exception>
    public static PathWalk Walk(ContainerTree tree, string path, bool followLast)
    {
        try
        {
            return PathWalk.From(tree.Root, path, followLast);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOTDIR or Errno.ELOOP or Errno.ENAMETOOLONG)
        {
            throw new InvalidParameterException(e.Message, e);
        }
    }

    public static NotFoundException NotFound(string path, string container) => new($"Could not find the file {path} in container {container}");

    /// <summary>Below the root of one of the kernel's own file systems: no files.</summary>
    public static bool IsKernels(ContainerTree tree, PathWalk walk)
    {
        Fd file = walk.File ?? walk.Directory;
        return tree.IsRunning && !(walk.File is null && file.Status().IsMountRoot) && file.IsOfKernel();
    }

    public void Dispose()
    {
        _walk.Dispose();
        Tree.Dispose();
    }

    private static string LinkTarget(ContainerTree tree, ArchivePath path)
    {
        using PathWalk target = Walk(tree, path.Text, followLast: true);
        return target.Path;
    }
}
