using Berth.Linux;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// A cgroup that containers are put below. What has to be made for it is marked as ours in the kernel's own tree, and so can be told, by
/// whichever process comes later, from what somebody else has made there.
/// </summary>
public static class CgroupParent
{
    // Only root of the host sees and sets it (xattr(7)); cgroups of both versions keep it.
    private const string Mark = "trusted.berth.made";

    /// <summary>Makes what is missing of it in each hierarchy in which containers are.</summary>
    /// <param name="path">Absolute, without <c>.</c> and <c>..</c>.</param>
    /// <exception cref="RuntimeException">A directory cannot be made.</exception>
    public static void Make(string path)
    {
        foreach (CgroupHierarchy hierarchy in Hierarchies(path))
        {
            foreach (string ancestor in Ancestors(path).Reverse())
            {
                Make(hierarchy, hierarchy.DirectoryOf(ancestor));
            }
        }
    }

    /// <summary>
    /// Removes what <see cref="Make(string)"/> has made, from the lowest up, as far as nothing is in it. What cannot be removed stays: the
    /// kernel lets go of no cgroup that is in use.
    /// </summary>
    /// <param name="path">As it was made.</param>
    /// <param name="isWanted">Whether a cgroup is to stay though nothing is in it.</param>
    public static void Remove(string path, Func<string, bool> isWanted)
    {
        foreach (CgroupHierarchy hierarchy in Hierarchies(path))
        {
            foreach (string ancestor in Ancestors(path))
            {
                string directory = hierarchy.DirectoryOf(ancestor);
                if (isWanted(ancestor) || (Directory.Exists(directory) && !IsOurs(directory)) || DirectoryEntry.TryRemove(directory) != Errno.None)
                {
                    break;
                }
            }
        }
    }

    private static IReadOnlyList<CgroupHierarchy> Hierarchies(string path) => new CgroupPaths(CgroupLayout.Read(), path).Used;

    private static void Make(CgroupHierarchy hierarchy, string directory)
    {
        if (CgroupTree.Make(directory))
        {
            TryMark(directory);
        }

        if (hierarchy.Controllers.Contains("cpuset"))
        {
            CpusetController.InheritV1(directory);
        }
    }

    // "/a/b", then "/a".
    private static IEnumerable<string> Ancestors(string path)
    {
        for (string up = path.TrimEnd('/'); up.Length > 0; up = up[..up.LastIndexOf('/')])
        {
            yield return up;
        }
    }

    private static void TryMark(string directory)
    {
        try
        {
            using Fd made = Fd.Open(directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            made.SetXattr(Mark, "1"u8);
        }
        catch (LinuxException)
        {
            // Without the right to mark it (a user namespace), or it is gone: it counts as somebody else's, and stays.
        }
    }

    private static bool IsOurs(string directory)
    {
        try
        {
            using Fd found = Fd.Open(directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            return found.TryGetXattr(Mark) is not null;
        }
        catch (LinuxException)
        {
            return false;
        }
    }
}
