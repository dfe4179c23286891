using Berth.Harness;

namespace Berth.Integration.Registry;

/// <summary>
/// Kills berth-registry at random moments of concurrent pushes, again and again, on one data directory, while collections run inside it and beside it:
/// (1) clients work, (2) it is killed, (3) started again, (4) everything that was acknowledged is compared, and what was under way is there or not, but
/// whole, (5) now and then <c>verify</c> reads all of it; (6) in the end everything is deleted, and collections leave no file.
/// </summary>
internal sealed class RegistryKillLoop : IDisposable
{
    private const int Clients = 4;
    private const int LongestRun = 500;
    private const int VerifyEvery = 5;

    private readonly BerthRegistry _registry;
    private readonly Random _random;
    private readonly KillLoopClient[] _clients;
    private readonly HttpClient _http;
    private readonly List<string> _problems = [];

    public RegistryKillLoop(BerthRegistry registry, int seed)
    {
        _registry = registry;
        _random = new Random(seed);
        byte[][] shared = [.. Enumerable.Range(0, 6).Select(i => Bytes(new Random(i), 1 + (i * 40_000)))];
        _clients = [.. Enumerable.Range(0, Clients).Select(i => new KillLoopClient(i, new Random(seed + 1 + i), shared))];
        _http = new HttpClient(new MortalServerHandler(new SocketsHttpHandler())) { BaseAddress = registry.Url };
    }

    public string Statistics =>
        $"{_clients.Sum(static c => c.Acknowledged)} acknowledged, {_clients.Sum(static c => c.Refused)} refused, {_clients.Sum(static c => c.Interrupted)} interrupted";

    public async Task<IReadOnlyList<string>> RunAsync(int kills)
    {
        var pushes = new RawPushes(_http);
        for (int kill = 0; kill < kills && _problems.Count == 0; kill++)
        {
            // 1.
            Task[] work = [.. _clients.Select(client => Task.Run(() => client.WorkAsync(pushes)))];
            Task<CommandResult> collection = _registry.RunAsync(null, "gc");
            await Task.Delay(_random.Next(LongestRun));

            // 2.
            await _registry.KillAsync();
            await Task.WhenAll(work);
            Demand(kill, "gc beside it", await collection);

            // 3.
            await _registry.StartAgainAsync();

            // 4.
            foreach (KillLoopClient client in _clients)
            {
                _problems.AddRange((await client.CheckAsync(pushes)).Select(problem => $"kill {kill}: {problem}"));
            }

            // 5.
            if (kill % VerifyEvery == 0 || kill == kills - 1)
            {
                Demand(kill, "verify", await _registry.RunAsync(null, "verify"));
            }
        }

        return _problems;
    }

    // 6.
    public async Task<IReadOnlyList<string>> EmptyAsync(IEnumerable<string> repositories)
    {
        var pushes = new RawPushes(_http);
        foreach (string repository in repositories)
        {
            byte[] list = await pushes.GetAsync($"/v2/{repository}/tags/list") ?? [];
            foreach (string tag in System.Text.Json.JsonDocument.Parse(list).RootElement.GetProperty("tags").EnumerateArray().Select(static tag => tag.GetString()!))
            {
                await pushes.DeleteAsync(repository, tag);
            }
        }

        await Condition.WaitAsync(
            "collections leave no file",
            async () =>
            {
                (await _registry.RunAsync(null, "gc", "--untagged", "--gc-grace", "1s")).Succeeded();
                return Files("blobs").Length + Files("uploads").Length == 0;
            },
            TimeSpan.FromSeconds(60));
        CommandResult verified = await _registry.RunAsync(null, "verify");
        return verified.ExitCode == 0 && verified.Error.Contains("verified 0 blobs (0 bytes) and 0 manifests", StringComparison.Ordinal)
            ? []
            : [$"after the last collection: {verified.Output}{verified.Error}"];
    }

    public void Dispose() => _http.Dispose();

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private void Demand(int kill, string what, CommandResult result)
    {
        if (result.ExitCode != 0)
        {
            _problems.Add($"kill {kill}: {what} ended with {result.ExitCode}: {result.Output}{result.Error}");
        }
    }

    private string[] Files(string directory) => Directory.GetFiles(Path.Combine(_registry.Data, directory), "*", SearchOption.AllDirectories);
}
