using System.Diagnostics;
using Berth.Harness;

namespace Berth.Integration.Durability;

/// <summary>
/// Kills the daemon again and again at random moments of random operations on one store:
/// <list type="number">
/// <item>An operation starts: load, import, pull, push, commit, rmi, create, rm.</item>
/// <item>After a random time, up to a little more than such an operation takes, the daemon is killed.</item>
/// <item>It is started again on what that left, and <see cref="StoreCheck"/> looks at it.</item>
/// <item>The next operation goes on with the same store.</item>
/// </list>
/// </summary>
/// <param name="daemon">Running, with busybox.</param>
/// <param name="registry">With the images that <see cref="FillAsync"/> puts there; it is not killed.</param>
/// <param name="seed">The same seed makes the same operations and delays.</param>
internal sealed class KillLoop(Daemon daemon, RegistryServer registry, int seed)
{
    private const int Images = 12;
    private const int RemoteImages = 6;
    private const int MostContainers = 4;
    private const int LargeBytes = 4 << 20;

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, KillStatistics> _statistics = [];
    private int _commits;

    /// <summary>What was done, by operation.</summary>
    public IReadOnlyDictionary<string, KillStatistics> Statistics => _statistics;

    /// <summary>Runs until this many kills are done, or something is wrong.</summary>
    /// <returns>What is wrong, a line each.</returns>
    public async Task<string[]> RunAsync(int kills)
    {
        for (int kill = 1; kill <= kills; kill++)
        {
            // 1.
            (string name, Func<Task<CommandResult>> operation) = await ChooseAsync();
            if (!_statistics.TryGetValue(name, out KillStatistics? statistics))
            {
                _statistics.Add(name, statistics = new KillStatistics());
            }

            long start = Stopwatch.GetTimestamp();
            Task<CommandResult> running = operation();

            // 2.
            var patience = TimeSpan.FromMilliseconds(_random.NextDouble() * statistics.Milliseconds * 1.3);
            await Task.WhenAny(running, Task.Delay(patience));
            await daemon.KillAsync();
            CommandResult result = await running;
            statistics.Count(result.ExitCode == 0, Stopwatch.GetElapsedTime(start).TotalMilliseconds);

            // 3.
            int log = daemon.Log.Length;
            await daemon.StartAgainAsync();
            string[] problems = await StoreCheck.ProblemsAsync(daemon, log);
            statistics.CountFreed(daemon.Log[log..]);
            if (problems.Length > 0)
            {
                return [$"kill {kill} (seed {seed}), {patience.TotalMilliseconds:0} ms into: {result.CommandLine}", .. problems];
            }
        }

        return [];
    }

    /// <summary>Puts images into the registry.</summary>
    public async Task FillAsync()
    {
        for (int i = 0; i < RemoteImages; i++)
        {
            string file = Path.Combine(daemon.Root, "remote.tar");
            await File.WriteAllBytesAsync(file, await SmallImages.DockerAsync($"remote:{i}", i % 3, 100 + i, i % 3 == 0 ? LargeBytes : 0));
            (await Command.RunAsync(
                "skopeo", ["copy", "--quiet", "--dest-tls-verify=false", $"docker-archive:{file}", $"docker://{registry.Host}/remote:{i}"])).Succeeded();
            File.Delete(file);
        }
    }

    // 4. What there is decides what can be done.
    private async Task<(string Name, Func<Task<CommandResult>> Operation)> ChooseAsync()
    {
        string[] containers = (await daemon.RunAsync("ps", "-aq")).Succeeded().Lines;
        string[] images = (await daemon.RunAsync("images", "-aq", "--no-trunc")).Succeeded().Lines;
        int number = _random.Next(Images);
        switch (_random.Next(14))
        {
            case 0 or 1 or 2:
                byte[] archive = await SmallImages.DockerAsync($"loaded:{number}", number % 3, number, number % 4 == 0 ? LargeBytes : 0);
                return ("load", () => daemon.RunWithStreamAsync(new MemoryStream(archive), "load"));
            case 3 or 4:
                byte[] root = SmallImages.RootFs(number);
                return ("import", () => daemon.RunWithStreamAsync(new MemoryStream(root), "import", "-", $"imported:{number}"));
            case 5 when containers.Length > 0:
                string container = containers[_random.Next(containers.Length)];
                return ("commit", () => daemon.RunAsync("commit", "-m", $"{_commits++}", container, $"committed:{number}"));
            case 6 when containers.Length > 0:
                return ("rm", () => daemon.RunAsync("rm", "-f", containers[_random.Next(containers.Length)]));
            case 7 or 8 when images.Length > 1:
                return ("rmi", () => daemon.RunAsync("rmi", "-f", images[_random.Next(images.Length)]));
            case 9 when containers.Length < MostContainers && images.Length > 0:
                return ("create", () => daemon.RunAsync("create", images[_random.Next(images.Length)], "/bin/true"));
            case 10 or 11:
                string remote = $"{registry.Host}/remote:{number % RemoteImages}";
                return ("pull", () => daemon.RunAsync("pull", "-q", remote));
            case 12 or 13 when images.Length > 0:
                string pushed = $"{registry.Host}/pushed:{number}";
                (await daemon.RunAsync("tag", images[_random.Next(images.Length)], pushed)).Succeeded();
                return ("push", () => daemon.RunAsync("push", "-q", pushed));
            default:
                byte[] small = await SmallImages.DockerAsync($"small:{number}", number % 3, number);
                return ("load", () => daemon.RunWithStreamAsync(new MemoryStream(small), "load"));
        }
    }
}
