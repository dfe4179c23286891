namespace Berth.Linux;

/// <summary>Waiting between two looks at something that the kernel does not announce (an empty v1 cgroup, a freezer).</summary>
public static unsafe class Polling
{
    /// <summary>poll(2) on nothing: returns early on a signal.</summary>
    public static void Wait(int milliseconds) => _ = Libc.poll_nothing(null, 0, milliseconds);
}
