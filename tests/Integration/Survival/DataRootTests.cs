using Berth.Harness;
using Xunit;

namespace Berth.Integration.Survival;

/// <summary>A data root is one daemon's alone, and only of a version that the daemon knows.</summary>
public sealed class DataRootTests : IAsyncLifetime
{
    private Daemon? _daemon;

    private Daemon Daemon => _daemon ?? throw new InvalidOperationException();

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Target.IsDockerd, "berthd's own state");
        _daemon = await Daemon.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }
    }

    [Fact]
    public async Task Start_OnTheDataRootOfAnother_IsRefused()
    {
        string other = Path.Combine(Daemon.Root, "other");

        CommandResult second = await Command.RunAsync(
            Installation.Binary("berthd"), ["--data-root", Daemon.DataRoot, "--exec-root", other, "-H", $"unix://{other}.sock", "--bip", "10.254.253.1/24"]);

        Assert.Contains($"the data root {Daemon.DataRoot} is in use by another daemon", second.Exited(1).Error, StringComparison.Ordinal);
        await TextAsync("ps");
    }

    [Theory]
    [InlineData("UPDATE schema_versions SET version=version+100 WHERE library='engine'", "UPDATE schema_versions SET version=version-100 WHERE library='engine'")]
    [InlineData("UPDATE schema_versions SET version=version+100 WHERE library='images'", "UPDATE schema_versions SET version=version-100 WHERE library='images'")]
    [InlineData("INSERT INTO schema_versions VALUES('clusters', 1)", "DELETE FROM schema_versions WHERE library='clusters'")]
    public async Task Start_OnStateOfANewerVersion_IsRefusedAndDamagesNothing(string toNewer, string back)
    {
        await TextAsync("create", "--name", "kept", "-v", "/data", Daemon.Busybox, "true");
        await Daemon.StopAsync();
        StoreOwnership.Change(Daemon.DataRoot, toNewer);

        // A newer version's files look like nobody's.
        string layer = Directory.CreateDirectory(Path.Combine(Daemon.DataRoot, "layers", "of-a-newer-version")).FullName;
        await Assert.ThrowsAsync<CommandException>(() => Daemon.StartAgainAsync());
        Assert.Equal(1, await Daemon.WaitForEndAsync());

        Assert.Contains("was written by a newer version of Berth", Daemon.Log, StringComparison.Ordinal);
        Assert.True(Directory.Exists(layer));
        StoreOwnership.Change(Daemon.DataRoot, back);
        await Daemon.StartAgainAsync();
        Assert.Equal("kept", await TextAsync("ps", "-a", "--format", "{{.Names}}"));
        await TextAsync("start", "kept");
    }

    [Fact]
    public async Task Start_WithARecordThatCannotBeRead_LeavesItAlone()
    {
        await TextAsync("create", "--name", "kept", Daemon.Busybox, "true");
        string id = await TextAsync("create", "--name", "unreadable", Daemon.Busybox, "true");
        await Daemon.StopAsync();
        StoreOwnership.Change(Daemon.DataRoot, "UPDATE containers SET record=CAST(replace(record, '\"created\"', '\"hibernated\"') AS BLOB) WHERE name='unreadable'");
        await Daemon.StartAgainAsync();

        Assert.Equal("kept", await TextAsync("ps", "-a", "--format", "{{.Names}}"));
        Assert.Contains("already in use", (await Daemon.RunAsync("create", "--name", "unreadable", Daemon.Busybox, "true")).Error, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(Daemon.DataRoot, "snapshots", id)));
        await Daemon.StopAsync();
        StoreOwnership.Change(Daemon.DataRoot, "UPDATE containers SET record=CAST(replace(record, '\"hibernated\"', '\"created\"') AS BLOB) WHERE name='unreadable'");
        await Daemon.StartAgainAsync();

        await TextAsync("start", "-a", "unreadable");
    }

    /// <summary>What records say of where volumes are is where they were: here it is made so.</summary>
    [Fact]
    public async Task Start_OnADataRootThatWasMoved_FindsItsVolumes()
    {
        await TextAsync("run", "--name", "moved", "-v", "named:/named", "-v", "/data", Daemon.Busybox, "sh", "-c", "cat /named/file /data/file; echo n >> /named/file; echo d >> /data/file");
        await Daemon.StopAsync();
        StoreOwnership.Change(Daemon.DataRoot, $"UPDATE containers SET record=CAST(replace(record, '{Daemon.DataRoot}/volumes/', '/before/volumes/') AS BLOB)");
        await Daemon.StartAgainAsync();

        Assert.Equal("n\nd", await TextAsync("start", "-a", "moved"));
        Assert.Equal(
            $"{Daemon.DataRoot}/volumes/named/_data", await TextAsync("inspect", "-f", "{{range .Mounts}}{{if eq .Name \"named\"}}{{.Source}}{{end}}{{end}}", "moved"));
        await TextAsync("rm", "-v", "moved");
        await TextAsync("volume", "rm", "named");
    }

    private async Task<string> TextAsync(params IEnumerable<string> arguments) => (await Daemon.RunAsync(arguments)).Succeeded().Text;
}
