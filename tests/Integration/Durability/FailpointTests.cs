using Berth.Harness;
using Berth.Integration.Hostile;
using Xunit;

namespace Berth.Integration.Durability;

/// <summary>
/// The daemon dies at each failpoint (docs/dev/debugging.md) of each operation that passes it, and is started again on what that
/// left: the store is consistent, nothing is left over, and the operation can be repeated.
/// </summary>
public sealed class FailpointTests(FailpointTests.Store store) : IClassFixture<FailpointTests.Store>
{
    private const string Name = "failpoint:1";
    private const int Killed = 137;

    private Daemon Daemon => store.Daemon;

    public static TheoryData<string> OfLoad =>
    [
        "layer.staged", "layer.staged:2", "recipe.renamed", "layer.renamed", "layer.renamed:2", "layer.recorded", "layer.recorded:2",
        "blob.written", "blob.renamed", "image.recorded", "image.named",
    ];

    public static TheoryData<string> OfOneLayer =>
        ["layer.staged", "recipe.renamed", "layer.renamed", "layer.recorded", "blob.written", "blob.renamed", "image.recorded", "image.named"];

    [Theory]
    [MemberData(nameof(OfLoad))]
    public async Task Load_Dies_LeavesAStoreThatTakesItAgain(string failpoint)
    {
        byte[] archive = await SmallImages.DockerAsync(Name, 1, 1);
        await DieAsync(failpoint, () => Daemon.RunWithStreamAsync(new MemoryStream(archive), "load"));

        (await Daemon.RunWithStreamAsync(new MemoryStream(archive), "load")).Succeeded();
        await CheckAndRemoveAsync();
    }

    [Theory]
    [MemberData(nameof(OfOneLayer))]
    public async Task Import_Dies_LeavesAStoreThatTakesItAgain(string failpoint)
    {
        byte[] archive = SmallImages.RootFs(2);
        await DieAsync(failpoint, () => Daemon.RunWithStreamAsync(new MemoryStream(archive), "import", "-", Name));

        (await Daemon.RunWithStreamAsync(new MemoryStream(archive), "import", "-", Name)).Succeeded();
        await CheckAndRemoveAsync();
    }

    [Theory]
    [MemberData(nameof(OfOneLayer))]
    public async Task Commit_Dies_LeavesAStoreThatTakesItAgain(string failpoint)
    {
        await DieAsync(failpoint, () => Daemon.RunAsync("commit", Store.Container, Name));

        (await Daemon.RunAsync("commit", Store.Container, Name)).Succeeded();
        await CheckAndRemoveAsync();
    }

    [Theory]
    [MemberData(nameof(OfOneLayer))]
    [InlineData("pull.downloaded")]
    [InlineData("pull.archive.kept")]
    [InlineData("blob.renamed:2")]
    [InlineData("blob.renamed:3")]
    [InlineData("image.named:2")]
    public async Task Pull_Dies_LeavesAStoreThatTakesItAgain(string failpoint)
    {
        await using var registry = new ScriptedRegistry();
        string image = new HostileRepository(registry, "failpoint").WithImage().Image;
        await DieAsync(failpoint, () => Daemon.RunAsync("pull", image));

        (await Daemon.RunAsync("pull", image)).Succeeded();
        await CheckAndRemoveAsync();
    }

    [Theory]
    [InlineData("remove.recorded")]
    [InlineData("remove.discarded")]
    public async Task Rmi_Dies_HasRemovedTheImageAllTheSame(string failpoint)
    {
        await Daemon.StartAgainAsync();
        (await Daemon.RunWithStreamAsync(new MemoryStream(await SmallImages.DockerAsync(Name, 1, 1)), "load")).Succeeded();
        await Daemon.KillAsync();
        await DieAsync(failpoint, () => Daemon.RunAsync("rmi", Name));

        Assert.Empty((await Daemon.RunAsync("images", "-q", Name)).Succeeded().Text);
        await CheckAndRemoveAsync();
    }

    [Fact]
    public async Task Create_Dies_LeavesNoWritableLayer()
    {
        await DieAsync("snapshot.made", () => Daemon.RunAsync("create", "--name", "second", Daemon.Busybox, "true"));

        (await Daemon.RunAsync("create", "--name", "second", Daemon.Busybox, "true")).Succeeded();
        (await Daemon.RunAsync("rm", "second")).Succeeded();
        await CheckAndRemoveAsync();
    }

    [Theory]
    [InlineData("snapshot.removed")]
    [InlineData("remove.recorded")]
    public async Task Rm_Dies_LeavesNoWritableLayer(string failpoint)
    {
        await Daemon.StartAgainAsync();
        (await Daemon.RunAsync("create", "--name", "second", Daemon.Busybox, "true")).Succeeded();
        await Daemon.KillAsync();
        await DieAsync(failpoint, () => Daemon.RunAsync("rm", "second"));

        await Daemon.RunAsync("rm", "-f", "second");
        Assert.Empty((await Daemon.RunAsync("ps", "-aq", "--filter", "name=second")).Succeeded().Text);
        await CheckAndRemoveAsync();
    }

    [Theory]
    [InlineData("layer.discarded")]
    [InlineData("recipe.renamed")]
    public async Task Load_DiesWhileItRepairs_RepairsTheNextTime(string failpoint)
    {
        byte[] archive = await SmallImages.DockerAsync(Name, 1, 1);
        await Daemon.StartAgainAsync();
        string[] before = Layers();
        (await Daemon.RunWithStreamAsync(new MemoryStream(archive), "load")).Succeeded();
        await Daemon.KillAsync();
        Directory.Delete(Layers().Except(before).First(), recursive: true);

        await Daemon.StartAgainAsync(failpoint);
        Assert.NotEqual(0, (await Daemon.RunWithStreamAsync(new MemoryStream(archive), "load")).ExitCode);
        Assert.Equal(Killed, await Daemon.WaitForEndAsync());
        await Daemon.StartAgainAsync();

        (await Daemon.RunWithStreamAsync(new MemoryStream(archive), "load")).Succeeded();
        await CheckAndRemoveAsync();
    }

    private string[] Layers() => Directory.GetDirectories(Path.Combine(Daemon.DataRoot, "layers"));

    /// <summary>Runs an operation that dies, starts again, and looks at what is there.</summary>
    private async Task DieAsync(string failpoint, Func<Task<CommandResult>> operation)
    {
        Assert.SkipWhen(Target.IsDockerd, "failpoints are berthd's");
        await Daemon.KillAsync();
        await Daemon.StartAgainAsync(failpoint);
        Assert.NotEqual(0, (await operation()).ExitCode);
        Assert.Equal(Killed, await Daemon.WaitForEndAsync());
        int log = Daemon.Log.Length;

        await Daemon.StartAgainAsync();

        Assert.Empty(await StoreCheck.ProblemsAsync(Daemon, log));
    }

    /// <summary>After the operation has been repeated: the store is consistent, and once the image is removed it is what it was.</summary>
    private async Task CheckAndRemoveAsync()
    {
        Assert.Empty(await StoreCheck.ProblemsAsync(Daemon, Daemon.Log.Length));
        string[] images = (await Daemon.RunAsync("images", "-aq", "--no-trunc")).Succeeded().Lines;
        foreach (string image in images.Distinct().Where(id => id != store.Busybox))
        {
            (await Daemon.RunAsync("rmi", "-f", image)).Succeeded();
        }

        Assert.Empty(await StoreCheck.ProblemsAsync(Daemon, Daemon.Log.Length));
        Assert.Single(Layers());
        await Daemon.KillAsync();
    }

    /// <summary>A daemon that is not running, with busybox and a container that has written something.</summary>
    public sealed class Store : IAsyncLifetime
    {
        public const string Container = "writer";

        private Daemon? _daemon;

        public Daemon Daemon => _daemon ?? throw new InvalidOperationException();

        /// <summary>The image's ID.</summary>
        public string Busybox { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            if (Target.IsDockerd)
            {
                return;
            }

            _daemon = await Daemon.StartAsync();
            (await _daemon.RunAsync("run", "--network", "none", "--name", Container, Daemon.Busybox, "sh", "-c", "echo x > /x; rm /www/index.html")).Succeeded();
            Busybox = (await _daemon.RunAsync("images", "-q", "--no-trunc")).Succeeded().Text;
            await _daemon.KillAsync();
        }

        public async ValueTask DisposeAsync()
        {
            if (_daemon is not null)
            {
                await _daemon.StartAgainAsync();
                await _daemon.DisposeAsync();
            }
        }
    }
}
