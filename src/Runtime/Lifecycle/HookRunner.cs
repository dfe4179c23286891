using System.Globalization;
using System.Text;
using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime;

/// <summary>
/// Runs the hooks of one point of the lifecycle (runtime.md, "Lifecycle"), one after the other, in the runtime's own namespaces. Each has
/// the container's state on its standard input and a clean environment.
/// </summary>
internal static class HookRunner
{
    // As much of a hook's complaints as an error of one line can bear.
    private const int MostComplaint = 1024;

    /// <exception cref="RuntimeException"><c>error running prestart hook #0: exit status 1, …</c>; those after it are not run.</exception>
    public static void Run(IReadOnlyList<Hook>? hooks, string point, State state)
    {
        for (int i = 0; i < (hooks?.Count ?? 0); i++)
        {
            if (RunOne(hooks![i], state) is string problem)
            {
                throw new RuntimeException(string.Create(CultureInfo.InvariantCulture, $"error running {point} hook #{i}: {problem}"));
            }
        }
    }

    /// <summary>The same where a failure must not stop the container (poststart, poststop): every hook has its turn.</summary>
    public static void TryRun(IReadOnlyList<Hook>? hooks, State state)
    {
        foreach (Hook hook in hooks ?? [])
        {
            _ = RunOne(hook, state);
        }
    }

    // Null when all went well.
    private static string? RunOne(Hook hook, State state)
    {
        using Fd input = MemoryFile.Create("state");
        using Fd complaints = MemoryFile.Create("stderr");
        input.Write(SpecJson.Write(state));
        MemoryFile.Rewind(input);
        int pid;
        try
        {
            pid = new Spawn
            {
                Path = hook.Path,
                Arguments = hook.Args is { Count: > 0 } arguments ? arguments : [hook.Path],
                Environment = hook.Env ?? [],
                Descriptors = [input.Number, -1, complaints.Number],
            }.Start();
        }
        catch (LinuxException e)
        {
            return e.Message;
        }

        bool timedOut = !EndsInTime(pid, hook.Timeout);
        int status = ChildProcess.Wait(pid);
        if (timedOut)
        {
            return string.Create(CultureInfo.InvariantCulture, $"hook ran past specified timeout of {hook.Timeout}s");
        }

        return status == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"exit status {status}, stderr: {Text(complaints)}");
    }

    // Kills it when it does not.
    private static bool EndsInTime(int pid, int? seconds)
    {
        if (seconds is not int limit)
        {
            return true;
        }

        using Fd process = PidFd.Open(pid);
        var poll = new PollSet();
        int ended = poll.Add(process, PollEvents.Readable);
        poll.Wait(1000 * limit);
        if (poll[ended] != PollEvents.None)
        {
            return true;
        }

        PidFd.Signal(process, Signals.SIGKILL);
        return false;
    }

    private static string Text(Fd complaints)
    {
        byte[] all = MemoryFile.ReadAll(complaints);
        return Encoding.UTF8.GetString(all, 0, Math.Min(all.Length, MostComplaint)).Trim().Replace('\n', ' ');
    }
}
