using System.Diagnostics;
using Berth.Linux;
using Berth.Runtime;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Execute;
using Berth.Runtime.Plan;

namespace Berth.Stress;

/// <summary>
/// One process that clones many times, as a monitor does for each exec, with the heap in every state: garbage of all sizes, and
/// collections of every generation before a clone, between a clone and the child's execve, and after it.
/// </summary>
internal static class CloneWorker
{
    /// <summary>What the program that is executed ends with.</summary>
    public const int ExitCode = 7;

    private const ulong Namespaces = Sys.CLONE_NEWUTS | Sys.CLONE_NEWIPC | Sys.CLONE_NEWNS | Sys.CLONE_NEWPID;
    private static readonly byte[]?[] s_survivors = new byte[]?[256];

    public static int Run(int count, string directory)
    {
        OwnExecutable.Protect();
        InitPlan plain = PlanOf(directory, 0);
        InitPlan isolated = PlanOf(directory, Namespaces);
        int descriptors = Count("/proc/self/fd");
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            Litter(i);
            Collect(i, before: true);
            One(i % 16 == 0 ? isolated : plain, i);
            Collect(i, before: false);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        int threads = Count("/proc/self/task");
        bool clean = threads == 2 && Count("/proc/self/fd") == descriptors && !HasChildren();
        Say(
            $"{count} clones in {seconds:0.0} s, {GC.CollectionCount(0)} collections ({GC.CollectionCount(2)} full), {threads} threads, "
            + $"{Count("/proc/self/fd")} descriptors of {descriptors}, {(clean ? "nothing left" : "SOMETHING LEFT")}");
        return clean ? 0 : 1;
    }

    public static void Say(string text)
    {
        var output = new Fd(1);
        output.Write(System.Text.Encoding.UTF8.GetBytes(text + "\n"));
        output.SetHandleAsInvalid();
    }

    private static void One(InitPlan plan, int number)
    {
        using ClonedProcess child = ClonedProcess.Start(plan);
        if (number % 3 == 0)
        {
            GC.Collect(number % 2);
        }

        child.WaitUntilExecuted();
        int code = ChildProcess.Wait(child.Pid);
        child.PidFd.Dispose();
        if (code != ExitCode)
        {
            throw new InvalidOperationException($"start {number} ended with {code}");
        }
    }

    // What the runtime itself has between two clones: strings and arrays, some of which live on for a while.
    private static void Litter(int number)
    {
        for (int i = 0; i < 40; i++)
        {
            s_survivors[(number + (i * 7)) % s_survivors.Length] = new byte[((number * 31) + (i * 97)) % 4000];
        }

        s_survivors[number % s_survivors.Length] = number % 50 == 0 ? new byte[100_000] : null;
    }

    private static void Collect(int number, bool before)
    {
        if (number % 5 == (before ? 0 : 2))
        {
            GC.Collect(number % 25 == 0 ? 2 : number % 2);
        }
    }

    private static InitPlan PlanOf(string directory, ulong flags)
    {
        var process = new Oci.Runtime.Process { Args = [$"{directory}/program"], Cwd = "/", Env = ["PATH=/bin", "HOME=/"] };
        var facts = new HostFacts { LastCapability = -1, Cgroups = new CgroupLayout([], null) };
        return new InitPlan(
        [
            Operation.ResetSignals(), Operation.ForbidDumps(), Operation.NewSession(), Operation.AdoptRoot(),
            .. ProcessCompiler.Compile(process, facts, StandardStreams.Inherited, 0, null, null),
        ])
        {
            CloneFlags = flags,
        };
    }

    private static int Count(string directory) => Directory.GetFileSystemEntries(directory).Length;

    private static bool HasChildren()
    {
        try
        {
            _ = ChildProcess.TryWait(-1);
            return true;
        }
        catch (LinuxException e) when (e.Errno == Errno.ECHILD)
        {
            return false;
        }
    }
}
