using System.Diagnostics;
using System.Globalization;
using Berth.Linux;

namespace Berth.Runtime.Cgroups;

/// <summary>What both versions do with directories: processes below one, and its removal.</summary>
internal static class CgroupTree
{
    // A killed process leaves its cgroup when it is reaped at the latest; the kernel tells nobody when.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>The processes of a cgroup and all below it; none when it is not there.</summary>
    public static IReadOnlyList<int> Processes(string directory)
    {
        var found = new List<int>();
        Collect(directory, found);
        return found;
    }

    /// <summary>
    /// Removes a cgroup and all below it, deepest first, killing what is in it until it goes. Processes being in it (EBUSY) while they
    /// die is the normal case: rmdir is asked again until a time limit.
    /// </summary>
    public static void Remove(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        foreach (string child in Directory.GetDirectories(directory))
        {
            Remove(child);
        }

        long start = Stopwatch.GetTimestamp();
        int pause = 1;
        while (DirectoryEntry.TryRemove(directory) is Errno errno and not Errno.None)
        {
            if (errno != Errno.EBUSY || Stopwatch.GetElapsedTime(start) > s_patience)
            {
                throw new RuntimeException($"container's cgroup is not empty: rmdir {directory}: {LinuxException.Text(errno)}");
            }

            foreach (int pid in Processes(directory))
            {
                Signals.Kill(pid, Signals.SIGKILL);
            }

            Polling.Wait(pause);
            pause = Math.Min(pause * 2, 50);
        }
    }

    private static void Collect(string directory, List<int> found)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        foreach (string line in ProcessLines(directory).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            found.Add(int.Parse(line, CultureInfo.InvariantCulture));
        }

        foreach (string child in Directory.GetDirectories(directory))
        {
            Collect(child, found);
        }
    }

    // A threaded cgroup (v2) does not tell (EOPNOTSUPP); its processes are listed by the nearest one above it that is not.
    private static string ProcessLines(string directory)
    {
        try
        {
            return CgroupFile.TryRead(directory, "cgroup.procs") ?? "";
        }
        catch (IOException) when (CgroupFile.TryRead(directory, "cgroup.type") == "threaded")
        {
            return "";
        }
    }
}
