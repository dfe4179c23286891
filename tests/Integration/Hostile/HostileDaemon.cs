using System.Collections.Frozen;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Hostile;

/// <summary>
/// The daemon that takes all of the hostile cases, one after the other, and what has to hold after each:
/// <list type="number">
/// <item>What was refused is refused by an error with the expected words, what is accepted can be looked at, made a container of and removed.</item>
/// <item>It is the same process still, and its memory stayed within bounds.</item>
/// <item>The store has the files that it had before.</item>
/// <item>Nothing outside has changed.</item>
/// </list>
/// </summary>
public sealed class HostileDaemon : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private Daemon? _daemon;
    private Canary? _canary;
    private string[] _canaryState = [];
    private long _idle;

    internal Daemon Daemon => _daemon ?? throw new InvalidOperationException();

    internal FrozenDictionary<string, HostileCase> Cases { get; private set; } = FrozenDictionary<string, HostileCase>.Empty;

    private Canary Canary => _canary ?? throw new InvalidOperationException();

    public async ValueTask InitializeAsync()
    {
        if (Target.IsDockerd)
        {
            return;
        }

        _daemon = await Daemon.StartAsync(new DaemonOptions { WithBusybox = false });
        _canary = new Canary(_daemon.Root);

        // Once through all of it, so that idle is not the moment after the start.
        await CheckAsync(HostileCase.Load("ordinary", new HostileImage()).AcceptedWhatever());
        _idle = DaemonMemory.Now(_daemon.ProcessId);
        _canaryState = _canary.State();
        Cases = HostileArchiveTests.All(_canary.Victim).ToFrozenDictionary(c => c.Name);
    }

    public async ValueTask DisposeAsync()
    {
        _canary?.Dispose();
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }
    }

    internal Task CheckAsync(HostileCase hostile) => CheckAsync(
        hostile.Name, hostile.Image, hostile.Error, hostile.Megabytes, () => SendAsync(hostile), layers => UseAsync(hostile, layers));

    internal Task CheckAsync(HostilePull hostile, HostileRepository repository) => CheckAsync(
        hostile.Name,
        repository.Image,
        hostile.Error,
        hostile.Megabytes,
        () => Daemon.RunAsync(["pull", "-q", .. hostile.Options, hostile.Image(repository)]),
        _ => UseAsync(HostileCase.Load(hostile.Name, new HostileImage()) with { Image = repository.Image }, []));

    /// <param name="use">Called with the directories of new layers after a success.</param>
    private async Task CheckAsync(
        string name, string image, string? error, int megabytes, Func<Task<CommandResult>> send, Func<string[], Task> use)
    {
        int process = Daemon.ProcessId;
        string[] before = await StoreAsync();
        long start = Stopwatch.GetTimestamp();
        DaemonMemory.ResetPeak(process);

        // 1.
        CommandResult result = await send();
        long milliseconds = (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        try
        {
            Expect(result, error);
            if (error is null)
            {
                await use(Layers().Except(before).ToArray());
            }
        }
        finally
        {
            using HttpResponseMessage removed = await Daemon.Http.DeleteAsync(new Uri($"/images/{image}?force=1", UriKind.Relative));
        }

        // 2. A process that has ended has no memory to ask for.
        long peak = DaemonMemory.Peak(process) - _idle;
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {milliseconds} ms, {peak >> 20} MB: {result.Error.Trim()}");
        Assert.True(peak < (long)megabytes << 20, $"the daemon took {peak >> 20} MB, at most {megabytes} are allowed");

        // 3.
        Assert.Equal(before, await StoreAsync());

        // 4.
        Assert.True(_canaryState.Length == 0 || _canaryState.SequenceEqual(Canary.State()), "something outside has changed");
    }

    private async Task<string[]> StoreAsync()
    {
        string[] store = [];
        await Condition.WaitAsync("the trash is empty", () => !(store = StoreListing.Of(Daemon.DataRoot)).Any(p => p.Contains("/trash/", StringComparison.Ordinal)), s_patience);
        return store;
    }

    private async Task<CommandResult> SendAsync(HostileCase hostile)
    {
        await using var archive = new ChunkStream(hostile.Archive());
        return hostile.Verb == "load"
            ? await Daemon.RunWithStreamAsync(archive, "load")
            : await Daemon.RunWithStreamAsync(archive, "import", "-", hostile.Image);
    }

    private static void Refused(CommandResult result, string error)
    {
        Assert.True(result.ExitCode == 1, $"exit code {result.ExitCode}: {result}");
        Assert.True(result.Error.Contains(error, StringComparison.Ordinal), $"no \"{error}\" in {result.Error}");
        Assert.True(result.Error.Trim().All(c => c is not '\n' and not '\e' and not '\r'), "an error is one line without control characters");
        Assert.True(result.Error.Length < 6000, $"an error of {result.Error.Length} characters");
    }

    /// <summary>Everything that reads what an image says or holds; through the API, which takes less time than the client.</summary>
    private async Task UseAsync(HostileCase hostile, string[] layers)
    {
        if (hostile.Files is { } files)
        {
            Assert.Equal(files.Order(StringComparer.Ordinal), LayerListing.Of(Assert.Single(layers)));
        }

        await GetAsync("/images/json?filters={\"label\":[\"a=b\"]}", null);
        await GetAsync($"/images/{hostile.Image}/json", null);
        await GetAsync($"/images/{hostile.Image}/history", hostile.HistoryError);

        // What was unpacked is what is packed again, to the last byte.
        using var saved = new MemoryStream(await GetAsync($"/images/{hostile.Image}/get", null));
        Assert.Empty(await SavedImages.ProblemsAsync(saved));

        await CreateAsync(hostile);
    }

    private async Task CreateAsync(HostileCase hostile)
    {
        using var body = new StringContent($$"""{"Image":"{{hostile.Image}}","Cmd":["/nothing"]}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage created = await Daemon.Http.PostAsync(new Uri("/containers/create", UriKind.Relative), body);
        string answer = await created.Content.ReadAsStringAsync();
        if (hostile.CreateError is { } error)
        {
            Assert.Contains(error, answer, StringComparison.Ordinal);
            return;
        }

        Assert.True(created.IsSuccessStatusCode, answer);
        string id = (string)JsonNode.Parse(answer)!["Id"]!;
        if (hostile.ExportError)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => GetAsync($"/containers/{id}/export", null));
        }
        else
        {
            await GetAsync($"/containers/{id}/export", null);
        }

        using HttpResponseMessage removed = await Daemon.Http.DeleteAsync(new Uri($"/containers/{id}", UriKind.Relative));
        removed.EnsureSuccessStatusCode();
    }

    private async Task<byte[]> GetAsync(string path, string? error)
    {
        using HttpResponseMessage answer = await Daemon.Http.GetAsync(new Uri(path, UriKind.Relative));
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(answer.IsSuccessStatusCode == (error is null), $"{path}: {(int)answer.StatusCode}");
        Assert.Contains(error ?? "", Encoding.UTF8.GetString(error is null ? [] : body), StringComparison.Ordinal);
        return body;
    }

    private static void Expect(CommandResult result, string? error)
    {
        if (error is null)
        {
            result.Succeeded();
        }
        else
        {
            Refused(result, error);
        }
    }

    private string[] Layers() => Directory.GetDirectories(Path.Combine(Daemon.DataRoot, "layers"));
}
