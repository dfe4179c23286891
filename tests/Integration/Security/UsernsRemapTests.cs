using System.Formats.Tar;
using System.Globalization;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Security;

/// <summary>Containers whose root is nobody special on the host: the daemon's <c>userns-remap</c>.</summary>
[Collection(SubordinateRanges.Collection)]
public sealed class UsernsRemapTests : IAsyncLifetime
{
    private const string Busybox = Daemon.Busybox;

    private SubordinateRanges? _ranges;
    private Daemon? _daemon;

    private Daemon Remapping => _daemon ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd's data root of the remapped user is another one");
        _ranges = new SubordinateRanges();
        _daemon = await Daemon.StartAsync(new DaemonOptions { Reference = false, Arguments = ["--userns-remap", SubordinateRanges.User] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }

        _ranges?.Dispose();
    }

    [Fact]
    public async Task Root_OfAContainer_IsNobodySpecialOnTheHost()
    {
        string id = await TextAsync("run", "-d", Busybox, "sleep", "1000");
        string pid = await TextAsync("inspect", "-f", "{{.State.Pid}}", id);

        Assert.Equal("0 700000 65536", await ExecAsync(id, "awk '{ $1=$1; print }' /proc/self/uid_map"));
        Assert.Equal("0:0", await ExecAsync(id, "echo $(id -u):$(id -g)"));
        Assert.Equal($"Uid:\t{SubordinateRanges.First}", File.ReadLines($"/proc/{pid}/status").Single(l => l.StartsWith("Uid:", StringComparison.Ordinal))[..11]);
        Assert.Contains("name=userns", await TextAsync("info", "-f", "{{.SecurityOptions}}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_OfImageEngineAndProgram_HaveTheOwnersOfAnyContainer()
    {
        string text = await ShellAsync(
            "touch /made; chown 5:6 /made; stat -c '%n %u:%g' /bin/busybox /etc/passwd /made /etc/hosts /etc/hostname /dev/shm /proc/1 /; echo 10.0.0.1 x >> /etc/hosts && echo written");

        Assert.Equal(
            "/bin/busybox 0:0\n/etc/passwd 0:0\n/made 5:6\n/etc/hosts 0:0\n/etc/hostname 0:0\n/dev/shm 0:0\n/proc/1 0:0\n/ 0:0\nwritten", text);
    }

    [Fact]
    public async Task Network_OfAContainer_IsItsOwnToChange()
    {
        string text = await ShellAsync("ip addr add 10.77.0.1/24 dev lo && ip addr show lo | grep -c 10.77.0.1; echo $(ls /sys/class/net)", "--cap-add", "NET_ADMIN");

        Assert.Equal("1\neth0 lo", text);
        string gateway = Remapping.Bip.Split('/')[0];
        Assert.Contains("1 packets received", await ShellAsync($"ping -c 1 -W 20 {gateway}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Volume_KeepsUnmappedOwners_AlsoOfWhatTheImageHas()
    {
        string name = $"v{Guid.NewGuid():N}"[..12];
        Assert.Equal("1000:1000 /home/app", await ShellAsync("touch /home/app/f; chown 1000:1000 /home/app /home/app/f; stat -c '%u:%g %n' /home/app", "-v", $"{name}:/home/app"));

        Assert.Equal("1000:1000", await ShellAsync("stat -c %u:%g /v/f", "-v", $"{name}:/v"));
        Assert.Equal("1000:1000", await ShellAsync("stat -c %u:%g /v/f", "-v", $"{name}:/v", "--userns", "host"));
    }

    [Fact]
    public async Task Commit_OfAContainer_IsAnImageForAnyDaemon()
    {
        string name = $"c{Guid.NewGuid():N}"[..12];
        await TextAsync("run", "--name", name, Busybox, "sh", "-c", "mkdir /d; touch /d/f; chown 1000:29 /d/f; rm /www/index.html");
        await TextAsync("commit", name, "remapped:1");

        Assert.Equal("1000:29 0:0", await TextAsync("run", "--rm", "--userns", "host", "remapped:1", "sh", "-c", "echo $(stat -c %u:%g /d/f /d); ls /www"));
        Assert.Contains("D /www/index.html", await TextAsync("diff", name), StringComparison.Ordinal);
        await TextAsync("start", name);
        await TextAsync("wait", name);
    }

    [Fact]
    public async Task Bind_OfTheHost_IsNotMapped()
    {
        string directory = Directory.CreateDirectory(Path.Combine(Remapping.Root, "bind")).FullName;
        CommandResult refused = await Remapping.RunAsync("run", "--rm", "-v", $"{directory}:/b", Busybox, "touch", "/b/f");
        Assert.Contains("Permission denied", refused.Exited(1).Error, StringComparison.Ordinal);

        await Command.RunAsync("chown", [SubordinateRanges.First.ToString(CultureInfo.InvariantCulture), directory]);
        await ShellAsync("touch /b/f", "-v", $"{directory}:/b");

        Assert.Equal($"{SubordinateRanges.First}", (await Command.RunAsync("stat", ["-c", "%u", Path.Combine(directory, "f")])).Succeeded().Text);
    }

    [Theory]
    [InlineData("privileged mode is incompatible with user namespaces.  You must run the container in the host namespace when running privileged mode", "--privileged")]
    [InlineData("cannot share the host's network namespace when user namespaces are enabled", "--network", "host")]
    [InlineData("cannot share the host PID namespace when user namespaces are enabled", "--pid", "host")]
    public async Task WhatBelongsToTheHost_IsRefused_ButWithUsernsHost(string message, params string[] options)
    {
        Assert.Contains(message, (await Remapping.RunAsync(["run", "--rm", .. options, Busybox, "true"])).Exited(125).Error, StringComparison.Ordinal);

        Assert.Equal(
            new FileInfo("/proc/self/ns/user").LinkTarget,
            await ShellAsync("readlink /proc/self/ns/user", ["--userns", "host", .. options]));
    }

    [Theory]
    [InlineData("--network")]
    [InlineData("--pid")]
    [InlineData("--ipc")]
    public async Task Joins_AreInTheUserNamespaceOfTheDonor(string flag)
    {
        string donor = await TextAsync("run", "-d", "--ipc", "shareable", Busybox, "sleep", "1000");

        string joined = await ShellAsync("readlink /proc/self/ns/user; ls /sys/class > /dev/null && touch /dev/shm/f && echo usable", flag, $"container:{donor}");

        Assert.Equal($"{await ExecAsync(donor, "readlink /proc/self/ns/user")}\nusable", joined);
    }

    [Fact]
    public async Task Join_OfOneInTheHostsNamespace_IsRefused()
    {
        string donor = await TextAsync("run", "-d", "--userns", "host", Busybox, "sleep", "1000");

        Assert.Contains(
            "is in the host's: use --userns=host",
            (await Remapping.RunAsync("run", "--rm", "--network", $"container:{donor}", Busybox, "true")).Exited(125).Error,
            StringComparison.Ordinal);
    }

    // Over the API: whatever the client does with owners, the archive has those of the container.
    [Fact]
    public async Task Archive_OfARunningContainer_HasTheContainersOwners_BothWays()
    {
        string id = await TextAsync("run", "-d", Busybox, "sh", "-c", "mkdir /d && touch /d/f && chown 5:6 /d/f && sleep 1000");
        await Condition.WaitAsync("the file is there", async () => (await Remapping.RunAsync("exec", id, "test", "-O", "/d")).ExitCode == 0);

        byte[] archive = await Remapping.Http.GetByteArrayAsync(new Uri($"/containers/{id}/archive?path=/d", UriKind.Relative), TestContext.Current.CancellationToken);
        using var content = new ByteArrayContent(archive);
        using HttpResponseMessage put = await Remapping.Http.PutAsync(
            new Uri($"/containers/{id}/archive?path=/tmp", UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.True(put.IsSuccessStatusCode);
        using var tar = new TarReader(new MemoryStream(archive));
        Assert.Equal((0, 0), Owner(await tar.GetNextEntryAsync(cancellationToken: TestContext.Current.CancellationToken)));
        Assert.Equal((5, 6), Owner(await tar.GetNextEntryAsync(cancellationToken: TestContext.Current.CancellationToken)));
        Assert.Equal("0:0 5:6", await ExecAsync(id, "echo $(stat -c %u:%g /tmp/d /tmp/d/f)"));
    }

    [Fact]
    public async Task Container_OutlivesTheDaemon()
    {
        string id = await TextAsync("run", "-d", "-p", "127.0.0.1::80", Busybox, "httpd", "-f", "-h", "/www");
        await Remapping.KillAsync();
        await Remapping.StartAgainAsync();

        Assert.Equal("0:0", await ExecAsync(id, "echo $(id -u):$(id -g)"));
        await TextAsync("restart", "-t", "0", id);
        Assert.Equal("0 700000 65536", await ExecAsync(id, "awk '{ $1=$1; print }' /proc/self/uid_map"));
    }

    [Fact]
    public async Task User_WithoutAMappedId_IsRefused()
    {
        CommandResult result = await Remapping.RunAsync("run", "--rm", "-u", "70000", Busybox, "true");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("70000 is not mapped", result.Error, StringComparison.Ordinal);
    }

    private static (int User, int Group) Owner(TarEntry? entry) => (entry!.Uid, entry.Gid);

    private async Task<string> TextAsync(params IEnumerable<string> arguments) => (await Remapping.RunAsync(arguments)).Succeeded().Text;

    private Task<string> ShellAsync(string script, params IEnumerable<string> options) => TextAsync(["run", "--rm", .. options, Busybox, "sh", "-c", script]);

    private Task<string> ExecAsync(string id, string script) => TextAsync("exec", id, "sh", "-c", script);
}
