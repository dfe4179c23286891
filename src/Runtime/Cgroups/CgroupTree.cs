using System.Diagnostics;
using System.Globalization;
using Berth.Linux;

namespace Berth.Runtime.Cgroups;

/// <summary>What both versions do with directories: making one, processes below one, its removal.</summary>
internal static class CgroupTree
{
    private const uint Mode = 0x1ed;
    private const int LongestPause = 20;

    // For as long as a process may take to die; one that hangs in the kernel may never.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Makes a directory, and those above it; false when it was there.</summary>
    public static bool Make(string directory)
    {
        Errno errno = DirectoryEntry.TryCreate(directory, Mode);
        if (errno == Errno.ENOENT)
        {
            Make(Path.GetDirectoryName(directory)!);
            errno = DirectoryEntry.TryCreate(directory, Mode);
        }

        return errno switch
        {
            Errno.None => true,
            Errno.EEXIST => false,
            _ => throw new RuntimeException($"cgroup: mkdir {directory}: {LinuxException.Text(errno)}"),
        };
    }

    /// <summary>The processes of a cgroup and all below it; none when it is not there.</summary>
    public static IReadOnlyList<int> Processes(string directory)
    {
        var found = new List<int>();
        Collect(directory, found);
        return found;
    }

    /// <summary>A cgroup that was there before its container: two in one would share limits, and the end of one would kill the other.</summary>
    public static void RequireEmpty(string directory)
    {
        if (Processes(directory).Count is > 0 and int count)
        {
            throw new RuntimeException(
                string.Create(CultureInfo.InvariantCulture, $"container's cgroup is not empty: {count} process(es) found"));
        }
    }

    /// <summary>
    /// Removes a cgroup and all below it, deepest first, killing what is in it. The first rmdir comes at once; while there are processes
    /// it is their end that is waited for, and only where the kernel still counts one that has ended a short time.
    /// </summary>
    public static void Remove(string directory)
    {
        long start = Stopwatch.GetTimestamp();
        int pause = 1;
        while (DirectoryEntry.TryRemove(directory) is Errno errno and not Errno.None)
        {
            if (errno is not (Errno.EBUSY or Errno.ENOTEMPTY) || Stopwatch.GetElapsedTime(start) > s_patience)
            {
                throw new RuntimeException($"container's cgroup is not empty: rmdir {directory}: {LinuxException.Text(errno)}");
            }

            foreach (string child in Children(directory))
            {
                Remove(child);
            }

            if (!EndProcesses(Processes(directory), s_patience - Stopwatch.GetElapsedTime(start)))
            {
                Polling.Wait(pause);
                pause = Math.Min(2 * pause, LongestPause);
            }
        }
    }

    /// <summary>Kills processes and waits for their end; false when there was none.</summary>
    public static bool EndProcesses(IReadOnlyList<int> processes, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        var dying = new List<Fd>();
        foreach (int pid in processes)
        {
            if (TryKill(pid) is { } process)
            {
                dying.Add(process);
            }
        }

        var poll = new PollSet();
        foreach (Fd process in dying)
        {
            using (process)
            {
                poll.Clear();
                poll.Add(process, PollEvents.Readable);
                int left = (int)(patience - Stopwatch.GetElapsedTime(start)).TotalMilliseconds;
                _ = left > 0 && poll.Wait(left);
            }
        }

        return dying.Count > 0;
    }

    public static string[] Children(string directory)
    {
        try
        {
            return Directory.GetDirectories(directory);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static Fd? TryKill(int pid)
    {
        try
        {
            Fd process = PidFd.Open(pid);
            PidFd.Signal(process, Signals.SIGKILL);
            return process;
        }
        catch (LinuxException e) when (e.Errno is Errno.ESRCH or Errno.EINVAL)
        {
            return null;
        }
    }

    private static void Collect(string directory, List<int> found)
    {
        foreach (string line in ProcessLines(directory).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // 0 is a process that this pid namespace has no number for: no signal reaches it, and kill(0) would be ourselves.
            if (int.Parse(line, CultureInfo.InvariantCulture) is > 0 and int pid)
            {
                found.Add(pid);
            }
        }

        foreach (string child in Children(directory))
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
        catch (IOException) when (CgroupFile.TryRead(directory, "cgroup.type") is "threaded" or "domain invalid")
        {
            return "";
        }
    }
}
