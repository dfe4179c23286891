using Berth.Linux;

namespace Berth.Runtime.Cgroups;

/// <summary>Hears of a cgroup running out of memory: a descriptor to poll(2), and what its being ready means.</summary>
/// <param name="descriptor">To wait on.</param>
/// <param name="events">To wait for.</param>
/// <param name="happened">Takes the event, so that the next can be waited for; whether it is one.</param>
internal sealed class OomWatch(Fd descriptor, PollEvents events, Func<bool> happened) : IDisposable
{
    private readonly List<IDisposable> _alsoOpen = [];

    public Fd Descriptor => descriptor;

    public PollEvents Events => events;

    public bool Happened() => happened();

    /// <summary>
    /// Of v1: an eventfd(2) that is handed to the kernel together with <c>memory.oom_control</c> through <c>cgroup.event_control</c>.
    /// The removal of the cgroup makes it ready too.
    /// </summary>
    public static OomWatch? OfV1(string directory)
    {
        if (!CgroupFile.Exists(directory, "cgroup.event_control") || !CgroupFile.Exists(directory, "memory.oom_control"))
        {
            return null;
        }

        Fd counter = EventFd.Create();
        Fd control = Fd.Open($"{directory}/memory.oom_control", OpenFlags.O_RDONLY);
        CgroupFile.Write(directory, "cgroup.event_control", $"{counter.Number} {control.Number}");
        var watch = new OomWatch(counter, PollEvents.Readable, () => EventFd.Take(counter) > 0 && Directory.Exists(directory));
        watch._alsoOpen.Add(control);
        return watch;
    }

    /// <summary>Of v2: <c>memory.events</c> is ready (POLLPRI) when it has changed, and until it is read from its start again.</summary>
    public static OomWatch? OfV2(string directory)
    {
        if (!CgroupFile.Exists(directory, "memory.events"))
        {
            return null;
        }

        Fd file = Fd.Open($"{directory}/memory.events", OpenFlags.O_RDONLY);
        long before = Kills(file);
        return new OomWatch(file, PollEvents.Priority, () =>
        {
            long now = Kills(file);
            bool more = now > before;
            before = now;
            return more;
        });
    }

    public void Dispose()
    {
        descriptor.Dispose();
        _alsoOpen.ForEach(open => open.Dispose());
    }

    private static long Kills(Fd file) => CgroupFile.Field(CgroupFile.ReadFromStart(file), "oom_kill");
}
