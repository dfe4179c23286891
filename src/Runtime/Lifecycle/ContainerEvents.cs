using System.Diagnostics;
using Berth.Linux;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Statistics;

namespace Berth.Runtime;

/// <summary>What a container uses, and that it runs out of memory, as it happens.</summary>
internal static class ContainerEvents
{
    public static ContainerStatistics Statistics(string stateRoot, string id) => ContainerStatus.CgroupOf(OpenRunning(stateRoot, id)).Statistics();

    public static void Follow(string stateRoot, string id, TimeSpan interval, Func<RuntimeEvent, bool> report)
    {
        ContainerState state = OpenRunning(stateRoot, id);
        ICgroup cgroup = ContainerStatus.CgroupOf(state);
        using Fd init = OpenInit(state);
        using OomWatch? watch = cgroup.WatchOom();
        var poll = new PollSet();
        long next = Stopwatch.GetTimestamp() + Ticks(interval);
        while (true)
        {
            poll.Clear();
            int ended = poll.Add(init, PollEvents.Readable);
            int oom = watch is null ? -1 : poll.Add(watch.Descriptor, watch.Events);
            poll.Wait(Milliseconds(next));

            // First: the end of a container may be the memory's that it ran out of.
            if (oom >= 0 && poll[oom] != PollEvents.None && watch!.Happened() && !report(new RuntimeEvent("oom", id)))
            {
                return;
            }

            if (poll[ended] != PollEvents.None)
            {
                return;
            }

            if (Stopwatch.GetTimestamp() >= next)
            {
                next += Ticks(interval);
                if (!report(new RuntimeEvent("stats", id, cgroup.Statistics())))
                {
                    return;
                }
            }
        }
    }

    private static ContainerState OpenRunning(string stateRoot, string id)
    {
        StateDirectory directory = StateDirectory.Open(stateRoot, id);
        ContainerState state = directory.Read();
        return state.IsInitAlive() ? state : throw new RuntimeException($"container with id {id} is not running");
    }

    private static Fd OpenInit(ContainerState state)
    {
        try
        {
            return PidFd.Open(state.Pid);
        }
        catch (LinuxException e) when (e.Errno == Errno.ESRCH)
        {
            throw new RuntimeException($"container with id {state.Id} is not running", cause: e);
        }
    }

    private static long Ticks(TimeSpan interval) => (long)(interval.TotalSeconds * Stopwatch.Frequency);

    private static int Milliseconds(long next)
    {
        long left = next - Stopwatch.GetTimestamp();
        return left <= 0 ? 0 : (int)Math.Min(int.MaxValue, (1000 * left / Stopwatch.Frequency) + 1);
    }
}
