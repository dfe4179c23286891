using System.Text.Json.Nodes;
using Berth.Harness;

namespace Berth.Integration.Survival;

/// <summary>
/// Kills the daemon at random moments of a mixed load, again and again, with the containers running on:
/// <list type="number">
/// <item>Several workers and a reader set to work.</item>
/// <item>After a random time the daemon is killed; some time later, in which containers end by themselves, it is started again.</item>
/// <item>What the workers know is compared with what it says, and what runs is tried.</item>
/// <item>What it says is compared with the machine (<see cref="EngineCheck"/>): nothing is lost, nothing is left over.</item>
/// </list>
/// </summary>
/// <param name="site">The daemon.</param>
/// <param name="seed">The same seed makes the same choices; what they meet is the machine's.</param>
internal sealed class EngineKillLoop(SurvivalSite site, int seed)
{
    private const int Workers = 3;
    private static readonly string[] s_bad = ["level=error", "level=fatal", "Unhandled exception"];

    private readonly Random _random = new(seed);
    private readonly KillLoopApi _api = new(site.Daemon);
    private readonly List<LoadWorker> _workers = [];

    public int Looks { get; private set; }

    /// <summary>What the clients were answered that get in each other's way, by status.</summary>
    public SortedDictionary<int, int> RivalAnswers { get; } = [];

    /// <summary>What was acknowledged, by operation.</summary>
    public IReadOnlyDictionary<string, int> Acknowledged => _workers.SelectMany(w => w.Acknowledged).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value));

    public int Interrupted => _workers.Sum(w => w.Interrupted);

    /// <summary>Runs until this many kills are done, or something is wrong.</summary>
    /// <returns>What is wrong, a line each.</returns>
    public async Task<string[]> RunAsync(int kills)
    {
        AddWorkers(Workers);
        for (int kill = 1; kill <= kills; kill++)
        {
            string[] problems = await RoundAsync(TimeSpan.FromMilliseconds(_random.Next(20, 1500)), readers: 1, rivals: 0, Kill);
            if (problems.Length > 0)
            {
                return [$"kill {kill} (seed {seed})", .. problems];
            }
        }

        return [];
    }

    /// <summary>
    /// The same without a kill: many workers, readers and clients that get in each other's way (<see cref="LoadRival"/>) at once for this
    /// time, and then an orderly end.
    /// </summary>
    public Task<string[]> HammerAsync(TimeSpan time)
    {
        AddWorkers(2 * Workers);
        return RoundAsync(time, readers: 3, rivals: 6, site.Daemon.StopAsync);
    }

    private async Task<string[]> RoundAsync(TimeSpan patience, int readers, int rivals, Func<Task> end)
    {
        // 1.
        LoadReader[] looking = [.. Enumerable.Range(0, readers).Select(_ => new LoadReader(new Random(_random.Next()), _api))];
        LoadRival[] rivaling = [.. Enumerable.Range(0, rivals).Select(_ => new LoadRival(new Random(_random.Next()), _api, site.CgroupParent))];
        int log = site.Daemon.Log.Length;
        Task load = Task.WhenAll([.. looking.Select(r => r.ReadAsync()), .. _workers.Select(w => w.WorkAsync()), .. rivaling.Select(r => r.WorkAsync())]);

        // 2.
        await Task.WhenAny(load, Task.Delay(patience));
        await end();
        await load;
        Looks += looking.Sum(r => r.Looks);
        CountAnswers(rivaling);
        await Task.Delay(_random.Next(0, 500));
        await site.Daemon.StartAgainAsync();

        // 3. and 4.
        string[] problems = [.. looking.SelectMany(r => r.Problems), .. rivaling.SelectMany(r => r.Problems), .. await CompareAsync(), .. await site.Check.ProblemsAsync(), .. await VolumesAsync()];
        problems = [.. problems, .. site.Daemon.Log[log..].Split('\n').Where(line => s_bad.Any(word => line.Contains(word, StringComparison.Ordinal)))];
        return problems.Length == 0
            ? []
            : [$"after {patience.TotalMilliseconds:0} ms", .. problems, .. Histories(), "--- the daemon's log", .. site.Daemon.Log[log..].Split('\n').TakeLast(60)];
    }

    private void CountAnswers(LoadRival[] rivals)
    {
        foreach ((int status, int count) in rivals.SelectMany(r => r.Answers))
        {
            RivalAnswers[status] = RivalAnswers.GetValueOrDefault(status) + count;
        }
    }

    private Task Kill() => site.Daemon.KillAsync();

    private void AddWorkers(int count)
    {
        for (int worker = 0; worker < count; worker++)
        {
            _workers.Add(new LoadWorker(worker, new Random(seed + worker + 1), _api, site.CgroupParent, site.Mapped));
        }
    }

    private async Task<List<string>> CompareAsync()
    {
        var problems = new List<string>();
        foreach (LoadWorker worker in _workers)
        {
            problems.AddRange(await new LoadCheck(_api, worker).RunAsync());
        }

        return problems;
    }

    /// <summary>Each volume was made for a container and goes with it.</summary>
    private async Task<string[]> VolumesAsync()
    {
        string directory = Path.Combine(site.Daemon.DataRoot, "volumes");
        string[] problems = [];
        try
        {
            await Condition.WaitAsync("volumes are as they should be", async () => (problems = await LookAsync()).Length == 0);
        }
        catch (TimeoutException)
        {
            return problems;
        }

        return [];

        async Task<string[]> LookAsync()
        {
            var used = new HashSet<string>();
            foreach (JsonNode? listed in (await _api.GetAsync("/containers/json?all=1")).Json.AsArray())
            {
                used.UnionWith((listed!["Mounts"]?.AsArray() ?? []).Where(m => $"{m!["Type"]}" == "volume").Select(m => $"{m!["Name"]}"));
            }

            string[] there = Directory.Exists(directory) ? [.. Directory.GetDirectories(directory).Select(path => Path.GetFileName(path))] : [];
            return [.. there.Except(used).Where(v => !v.StartsWith(LoadVolume.Prefix, StringComparison.Ordinal) && !v.StartsWith(LoadRival.Prefix, StringComparison.Ordinal)).Select(v => $"orphan: volume {v}"), .. used.Where(v => v.Length > 0).Except(there).Select(v => $"missing: volume {v}")];
        }
    }

    private IEnumerable<string> Histories() =>
        _workers.SelectMany(w => w.History.Select(line => $"worker {w.Number}: {line}").Prepend($"--- what worker {w.Number} did last"));
}
