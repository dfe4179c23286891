using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registry;

/// <summary><c>berth-registry gc</c> and <c>verify</c> beside a registry that serves.</summary>
public sealed class CollectionVerbTests : IAsyncLifetime
{
    private const string Repository = "team/app";

    private static readonly byte[] s_wanted = [1, 2, 3];
    private static readonly byte[] s_unwanted = [4, 5, 6, 7];

    private BerthRegistry? _registry;
    private HttpClient? _http;

    private BerthRegistry Registry => _registry!;

    public async ValueTask InitializeAsync()
    {
        _registry = await BerthRegistry.StartAsync();
        _http = new HttpClient { BaseAddress = _registry.Url };
        var pushes = new RawPushes(_http);
        Assert.True(await pushes.MonolithicAsync(Repository, s_wanted));
        Assert.True(await pushes.MonolithicAsync(Repository, s_unwanted));
        Assert.True(await pushes.ManifestAsync(Repository, "latest", PushedImage.Of("app", [s_wanted])));
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_registry is not null)
        {
            await _registry.DisposeAsync();
        }
    }

    [Fact]
    public async Task Gc_DryRun_SaysWhatGoesAndLeavesIt()
    {
        string[] before = Blobs();

        await Condition.WaitAsync("the grace period is over", async () =>
            (await GcAsync("--dry-run")).Output == "would remove 1 blob of a repository, 1 blob: 4 bytes\n");

        Assert.Equal(before, Blobs());
        Assert.Equal(s_unwanted, await GetAsync(s_unwanted));
    }

    [Fact]
    public async Task Gc_AfterTheGracePeriod_TakesWhatNoManifestNames()
    {
        await Condition.WaitAsync("the grace period is over", async () =>
            (await GcAsync()).Output == "removed 1 blob of a repository, 1 blob: 4 bytes\n");

        Assert.Single(Blobs());
        Assert.Null(await GetAsync(s_unwanted));
        Assert.Equal(s_wanted, await GetAsync(s_wanted));
        Assert.Equal("nothing to remove\n", (await GcAsync()).Output);
    }

    [Fact]
    public async Task Gc_Untagged_TakesTheManifestOnlyWhenAskedTo()
    {
        Assert.True(await new RawPushes(_http!).DeleteAsync(Repository, "latest"));

        await Condition.WaitAsync("the grace period is over", async () => (await GcAsync()).Output.Contains("1 blob:", StringComparison.Ordinal));
        Assert.Single(Blobs());
        await Condition.WaitAsync("the manifest goes", async () => (await GcAsync("--untagged")).Output.Contains("1 untagged manifest", StringComparison.Ordinal));
        await Condition.WaitAsync("its blob goes", async () =>
        {
            await GcAsync("--untagged");
            return Blobs().Length == 0;
        });
    }

    [Fact]
    public async Task Verify_WithQuarantine_LetsAPushBringADamagedBlobAgain()
    {
        string digest = PushedImage.DigestOf(s_wanted);
        string file = Assert.Single(Blobs(), path => path.Contains(digest["sha256:".Length..], StringComparison.Ordinal));
        await File.WriteAllBytesAsync(file, [1, 2, 9], TestContext.Current.CancellationToken);
        var pushes = new RawPushes(_http!);

        CommandResult answer = await Registry.RunAsync(null, "verify", "--quarantine");

        Assert.Equal(1, answer.ExitCode);
        Assert.Null(await GetAsync(s_wanted));
        Assert.False(await pushes.ManifestAsync(Repository, "other", PushedImage.Of("other", [s_wanted])));
        Assert.True(await pushes.MonolithicAsync(Repository, s_wanted));
        Assert.Equal(s_wanted, await GetAsync(s_wanted));
        Assert.True(await pushes.ManifestAsync(Repository, "other", PushedImage.Of("other", [s_wanted])));
        Assert.Equal(0, (await Registry.RunAsync(null, "verify")).ExitCode);
        await Condition.WaitAsync("the damaged file goes", async () =>
        {
            await GcAsync();
            return !File.Exists(file);
        });
        Assert.Equal(s_wanted, await GetAsync(s_wanted));
    }

    // Read wrongly once, as by a loose cable: what is whole the next time is served again.
    [Fact]
    public async Task Verify_WithQuarantine_ServesAgainWhatIsWholeAfterAll()
    {
        string file = Assert.Single(Blobs(), path => path.Contains(PushedImage.DigestOf(s_wanted)["sha256:".Length..], StringComparison.Ordinal));
        await File.WriteAllBytesAsync(file, [1, 2, 9], TestContext.Current.CancellationToken);
        await Registry.RunAsync(null, "verify", "--quarantine");
        Assert.Null(await GetAsync(s_wanted));
        await File.WriteAllBytesAsync(file, s_wanted, TestContext.Current.CancellationToken);

        (await Registry.RunAsync(null, "verify", "--quarantine")).Succeeded();

        Assert.Equal(s_wanted, await GetAsync(s_wanted));
    }

    [Fact]
    public async Task Verify_ABlobWhoseBytesChanged_NamesItAndFails()
    {
        (await Registry.RunAsync(null, "verify")).Succeeded();
        string digest = PushedImage.DigestOf(s_wanted);
        string file = Assert.Single(Blobs(), path => path.Contains(digest["sha256:".Length..], StringComparison.Ordinal));
        await File.WriteAllBytesAsync(file, [1, 2, 9], TestContext.Current.CancellationToken);

        CommandResult answer = await Registry.RunAsync(null, "verify");

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal($"blob {digest}: its bytes have digest {PushedImage.DigestOf([1, 2, 9])}\n", answer.Output);
        Assert.EndsWith("1 fault\n", answer.Error, StringComparison.Ordinal);
    }

    private async Task<CommandResult> GcAsync(params string[] options)
    {
        CommandResult answer = await Registry.RunAsync(null, ["gc", "--gc-grace", "1s", .. options]);
        answer.Succeeded();
        return answer;
    }

    private Task<byte[]?> GetAsync(byte[] blob) => new RawPushes(_http!).GetAsync($"/v2/{Repository}/blobs/{PushedImage.DigestOf(blob)}");

    private string[] Blobs() => [.. Directory.GetFiles(Path.Combine(Registry.Data, "blobs"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
