using System.Diagnostics;
using Berth.Linux;

namespace Berth.Stress;

/// <summary>Starts whole runtimes one after the other: <c>run</c>, and each eighth time <c>create</c>, <c>start</c>, <c>delete</c>.</summary>
internal static class RunWorker
{
    public static int Run(int count, string directory, string name, string runtime)
    {
        string bundle = Bundle.Write(directory, name);
        long start = Stopwatch.GetTimestamp();
        long slowest = 0;
        for (int i = 0; i < count; i++)
        {
            long before = Stopwatch.GetTimestamp();
            string id = $"{name}-{i}";
            if (i % 8 == 7)
            {
                Expect(0, runtime, directory, "create", "-b", bundle, id);
                Expect(0, runtime, directory, "start", id);
                Expect(0, runtime, directory, "delete", "-f", id);
            }
            else
            {
                Expect(CloneWorker.ExitCode, runtime, directory, "run", "-b", bundle, id);
            }

            slowest = Math.Max(slowest, Stopwatch.GetTimestamp() - before);
        }

        CloneWorker.Say(
            $"{count} containers in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s, the slowest {slowest * 1000.0 / Stopwatch.Frequency:0} ms");
        return 0;
    }

    private static void Expect(int code, string runtime, string directory, params string[] arguments)
    {
        int pid = new Spawn
        {
            Path = runtime,
            Arguments = [runtime, "--root", $"{directory}/state", .. arguments],
            Environment = ["PATH=/usr/bin:/bin"],
            Descriptors = [-1, -1, 2],
        }.Start();
        int ended = ChildProcess.Wait(pid);
        if (ended != code)
        {
            throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {ended}");
        }
    }
}
