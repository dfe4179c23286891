using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Survival;

/// <summary>A daemon that is killed and started again, with the containers that it is to keep, and the check that it kept them.</summary>
public class SurvivalSite : IAsyncLifetime
{
    private Daemon? _daemon;

    public Daemon Daemon => _daemon ?? throw new InvalidOperationException();

    /// <summary>All its containers' cgroups are below this one, so that those of others are not taken for theirs.</summary>
    public string CgroupParent { get; } = $"/berth-test-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>A directory that can be mounted with its owners mapped, with a file in it; null where the host or the daemon cannot do that.</summary>
    public string? Mapped { get; private set; }

    /// <summary>More arguments for the daemon.</summary>
    protected virtual IReadOnlyList<string> Arguments => [];

    public EngineCheck Check => new(Daemon, CgroupParent);

    public virtual async ValueTask InitializeAsync()
    {
        if (!Target.IsDockerd)
        {
            _daemon = await Daemon.StartAsync(new DaemonOptions { Reference = false, Arguments = Arguments });
            Mapped = await MakeMappedAsync();
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }

        foreach (string hierarchy in Directory.EnumerateDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup").Where(h => Directory.Exists(h + CgroupParent)))
        {
            Directory.Delete(hierarchy + CgroupParent);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Runs the client; fails where that does.</summary>
    public async Task<string> TextAsync(params IEnumerable<string> arguments) => (await Daemon.RunAsync(arguments)).Succeeded().Text;

    /// <summary>The arguments of <c>run</c> or <c>create</c> for a container of this site.</summary>
    public string[] Container(string verb, string name, params IEnumerable<string> more) =>
        [verb, "--name", name, "--cgroup-parent", CgroupParent, .. more];

    /// <summary>The daemon dies at a failpoint while an operation is under way, and is started again.</summary>
    /// <param name="failpoint">Where (docs/dev/debugging.md).</param>
    /// <param name="operation">What comes to it; its own result does not count.</param>
    public async Task DieAsync(string failpoint, Func<Task> operation)
    {
        await Daemon.KillAsync();
        await Daemon.StartAgainAsync(failpoint);
        await operation();
        Assert.Equal(137, await Daemon.WaitForEndAsync());
        await Daemon.StartAgainAsync();
        Assert.Empty(await Check.ProblemsAsync());
    }

    private async Task<string?> MakeMappedAsync()
    {
        string directory = Directory.CreateDirectory(Path.Combine(Daemon.Root, "mapped")).FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "file"), "");
        CommandResult tried = await Daemon.RunAsync("run", "--rm", "-v", $"{directory}:/mapped:idmap", Daemon.Busybox, "test", "-e", "/mapped/file");
        return tried.ExitCode == 0 ? directory : null;
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using HttpResponseMessage answer = await Daemon.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }
}
