using System.Diagnostics;
using Berth.Linux;

namespace Berth.Runtime.Cgroups;

/// <summary>Waiting for <c>cgroup.events</c> of a v2 cgroup, which the kernel reports changes of (cgroups(7)).</summary>
internal static class CgroupEvents
{
    /// <summary>Waits until a field has a value; false when it has not after <paramref name="patience"/>. A cgroup that is gone has them all.</summary>
    public static bool Wait(string directory, string field, long value, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            using Fd file = Fd.Open($"{directory}/cgroup.events", OpenFlags.O_RDONLY);
            var poll = new PollSet();
            while (CgroupFile.Field(CgroupFile.ReadFromStart(file), field) != value)
            {
                int left = (int)(patience - Stopwatch.GetElapsedTime(start)).TotalMilliseconds;
                if (left <= 0)
                {
                    return false;
                }

                poll.Clear();
                poll.Add(file, PollEvents.Priority);
                poll.Wait(left);
            }

            return true;
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ENODEV)
        {
            return true;
        }
    }
}
