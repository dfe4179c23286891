using System.Diagnostics;
using System.Globalization;
using Berth.Linux;

namespace Berth.Stress;

/// <summary>
/// docs/decisions/0001, measured: starts by the hundred thousand, side by side, with little memory and collections all the time.
/// <list type="number">
/// <item>A cgroup with little memory; a process in it that reads more than that, again and again.</item>
/// <item>Clones, from processes that live on.</item>
/// <item>Whole containers, a runtime each.</item>
/// <item>Nothing is left: process, cgroup, mount, state.</item>
/// </list>
/// </summary>
internal sealed class StressTest(Knobs knobs)
{
    private readonly string _name = $"berth-stress-{Environment.ProcessId}";

    private string Root => $"/tmp/{_name}";

    public int Run()
    {
        Directory.CreateDirectory($"{Root}/state");
        Compile();
        using (FileStream large = File.Create($"{Root}/large"))
        {
            large.SetLength(4L * knobs.LimitMegabytes << 20);
        }

        // 1.
        int failed;
        using (PressureCgroup.Enter(_name, knobs.LimitMegabytes))
        {
            int churn = Start(["churn", $"{Root}/large"]);

            // 2.
            failed = Side("clones", knobs.Starts, i => ["clone", Share(knobs.Starts), Root]);

            // 3.
            failed += Side("containers", knobs.Runs, i => ["run", Share(knobs.Runs), Root, $"{_name}-{i}", knobs.Runtime]);
            Signals.Kill(churn, Signals.SIGKILL);
            _ = ChildProcess.Wait(churn);
        }

        // 4.
        string[] left = [.. Left()];
        foreach (string thing in left)
        {
            CloneWorker.Say($"left: {thing}");
        }

        Directory.Delete(Root, recursive: true);
        CloneWorker.Say($"{(failed == 0 && left.Length == 0 ? "passed" : "FAILED")}");
        return failed == 0 && left.Length == 0 ? 0 : 1;
    }

    private int Side(string what, int count, Func<int, string[]> arguments)
    {
        long start = Stopwatch.GetTimestamp();
        int[] pids = [.. Enumerable.Range(0, knobs.Side).Select(i => Start(arguments(i)))];
        int failed = pids.Count(pid => ChildProcess.Wait(pid) != 0);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        CloneWorker.Say($"{count} {what}, {knobs.Side} side by side, {knobs.LimitMegabytes} MB: {seconds:0.0} s, {count / seconds:0} a second, {failed} failed");
        return failed;
    }

    private string Share(int count) => (count / knobs.Side).ToString(CultureInfo.InvariantCulture);

    private static int Start(string[] arguments) => new Spawn
    {
        Path = Environment.ProcessPath!,
        Arguments = ["berth-stress", .. arguments],
        Environment = ["PATH=/usr/bin:/bin"],
    }.Start();

    private void Compile()
    {
        string source = $"{Root}/program.c";
        File.WriteAllText(source, $"int main(void) {{ return {CloneWorker.ExitCode}; }}\n");
        int pid = new Spawn
        {
            Path = "/usr/bin/clang",
            Arguments = ["clang", "-O1", "-static", "-o", $"{Root}/program", source],
            Environment = ["PATH=/usr/bin:/bin"],
        }.Start();
        if (ChildProcess.Wait(pid) != 0)
        {
            throw new InvalidOperationException("clang did not compile the program");
        }
    }

    private IEnumerable<string> Left()
    {
        foreach (string state in Directory.EnumerateFileSystemEntries($"{Root}/state").Where(s => Path.GetFileName(s)[0] != '.'))
        {
            yield return state;
        }

        foreach (string hierarchy in Directory.EnumerateDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup"))
        {
            string parent = $"{hierarchy}/{_name}";
            if (Directory.Exists(parent))
            {
                foreach (string cgroup in Directory.EnumerateDirectories(parent))
                {
                    yield return cgroup;
                }

                Directory.Delete(parent);
            }
        }

        foreach (string mount in File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(_name, StringComparison.Ordinal)))
        {
            yield return mount;
        }

        foreach (string process in Directory.EnumerateDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), out int pid) && pid != Environment.ProcessId))
        {
            if (IsOurs(process))
            {
                yield return process;
            }
        }
    }

    private bool IsOurs(string process)
    {
        try
        {
            return File.ReadAllText($"{process}/cmdline").Contains(_name, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
