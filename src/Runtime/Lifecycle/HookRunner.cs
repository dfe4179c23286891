using System.Globalization;
using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Execute;

namespace Berth.Runtime;

/// <summary>
/// Runs the hooks of one point of the lifecycle (runtime.md, "Lifecycle"), one after the other, in the runtime's own namespaces. Each has
/// the container's state on its standard input and a clean environment, and begins in the bundle.
/// </summary>
internal static class HookRunner
{
    /// <exception cref="RuntimeException"><c>error running prestart hook #0: exit status 1, …</c>; those after it are not run.</exception>
    public static void Run(IReadOnlyList<Hook>? hooks, string point, State state)
    {
        for (int i = 0; i < (hooks?.Count ?? 0); i++)
        {
            if (RunOne(hooks![i], state) is string problem)
            {
                throw new RuntimeException(Describe(point, i, problem));
            }
        }
    }

    /// <summary>The same where a failure is a warning and stops nothing (poststart, poststop): every hook has its turn.</summary>
    public static void TryRun(IReadOnlyList<Hook>? hooks, string point, State state)
    {
        for (int i = 0; i < (hooks?.Count ?? 0); i++)
        {
            if (RunOne(hooks![i], state) is string problem)
            {
                RuntimeLog.Warning(Describe(point, i, problem));
            }
        }
    }

    private static string Describe(string point, int number, string problem) =>
        string.Create(CultureInfo.InvariantCulture, $"{HookFailure.Prefix}{point} hook #{number}: {problem}");

    // Null when all went well.
    private static string? RunOne(Hook hook, State state)
    {
        // Nothing that the caller of the runtime left open is for hooks.
        ProcessSetup.CloseOnExecFrom(3);
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
                Directory = Directory.Exists(state.Bundle) ? state.Bundle : "/",
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
            return HookFailure.TimedOut(hook.Timeout!.Value);
        }

        return status == 0 ? null : HookFailure.Ended(status, complaints);
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
        poll.Wait((int)Math.Min(1000L * limit, int.MaxValue));
        if (poll[ended] != PollEvents.None)
        {
            return true;
        }

        PidFd.Signal(process, Signals.SIGKILL);
        return false;
    }
}
