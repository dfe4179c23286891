using System.Net.Sockets;
using System.Text;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Security;

/// <summary>Who reaches the daemon's and the monitors' sockets and files, and what the API takes from who does (field notes 3.1, "control sockets").</summary>
public sealed class SocketTests(SharedDaemon shared)
{
    private Daemon Daemon => shared.Daemon;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // CVE-2024-25621: directories that others may pass through, to files below that are not as closed.
    [Fact]
    public async Task Roots_OfARunningDaemon_AreClosedToOthers()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd's data root lets its group through");
        string id = (await Daemon.RunAsync("run", "-d", "-v", "some:/v", "--ipc", "shareable", Daemon.Busybox, "sleep", "1000")).Succeeded().Text;

        foreach (string root in (string[])[Daemon.DataRoot, Daemon.ExecRoot])
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(root));
            CommandResult asOther = await Command.RunAsync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "ls", root]);
            Assert.NotEqual(0, asOther.ExitCode);
        }

        string bundle = Path.Combine(Daemon.ExecRoot, "containers", id);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(bundle));
        await Daemon.RunAsync("rm", "-f", id);
    }

    // Nothing below the roots, whoever makes it, is for others to write.
    [Fact]
    public async Task Walk_OfTheRoots_FindsNothingWritableByOthers()
    {
        Assert.SkipWhen(Target.IsDockerd, "of dockerd's files we say nothing");
        string id = (await Daemon.RunAsync("run", "-d", Daemon.Busybox, "sleep", "1000")).Succeeded().Text;

        CommandResult found = await Command.RunAsync(
            "find",
            [
                Daemon.DataRoot, Daemon.ExecRoot, "(", "-path", "*/layers/*", "-o", "-path", "*/snapshots/*", "-o", "-path", "*/volumes/*/_data/*", "-o", "-path", "*/shm/*", ")", "-prune",
                "-o", "-perm", "/022", "!", "-type", "l", "-print",
            ]);

        Assert.Equal("", found.Succeeded().Text);
        await Daemon.RunAsync("rm", "-f", id);
    }

    [Fact]
    public async Task ApiSocket_IsForRootAndItsGroupOnly()
    {
        Assert.Equal("660 srw-rw----", (await Command.RunAsync("stat", ["-c", "%a %A", Daemon.Socket])).Succeeded().Text);
    }

    // CVE-2020-15257: abstract sockets belong to a network namespace, whoever is in it. A probe in the host's looks for ours.
    [Fact]
    public async Task AbstractSockets_OfDaemonAndMonitors_AreNone()
    {
        Assert.SkipWhen(Target.IsDockerd, "of dockerd's sockets we say nothing");
        string id = (await Daemon.RunAsync("run", "-d", Daemon.Busybox, "sleep", "1000")).Succeeded().Text;
        HashSet<string> ours = [.. OwnProcesses().SelectMany(SocketInodes)];

        string table = (await Daemon.RunAsync("run", "--rm", "--network", "host", Daemon.Busybox, "cat", "/proc/net/unix")).Succeeded().Text;
        string[][] sockets = [.. table.Split('\n').Skip(1).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

        Assert.NotEmpty(ours);
        Assert.Contains(sockets, s => s.Length == 8 && ours.Contains(s[6]));
        Assert.DoesNotContain(sockets, s => s.Length == 8 && ours.Contains(s[6]) && s[7].StartsWith('@'));
        await Daemon.RunAsync("rm", "-f", id);
    }

    // The monitor of a container is reached through a directory that no container sees, and nobody but root enters.
    [Theory]
    [InlineData("--network", "host")]
    [InlineData("--pid", "host")]
    public async Task MonitorSockets_FromAContainer_AreOutOfReach(params string[] options)
    {
        string id = (await Daemon.RunAsync("run", "-d", Daemon.Busybox, "sleep", "1000")).Succeeded().Text;

        string text = (await Daemon.RunAsync(
            ["run", "--rm", .. options, Daemon.Busybox, "sh", "-c", $"ls {Daemon.ExecRoot} {Daemon.Socket} 2>&1; ls -d /proc/[0-9]*/root/{Daemon.ExecRoot.TrimStart('/')} 2>/dev/null; true"]))
            .Succeeded().Text;

        Assert.All(text.Split('\n'), line => Assert.Contains("No such file or directory", line, StringComparison.Ordinal));
        await Daemon.RunAsync("rm", "-f", id);
    }

    [Theory]
    [InlineData(200, 431)]
    [InlineData(20, 200)]
    public async Task Request_WithManyHeaders_IsRefusedAboveALimit(int headers, int status)
    {
        Assert.SkipWhen(Target.IsDockerd, "Go counts bytes, not headers");
        string head = "GET /_ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + string.Concat(Enumerable.Range(0, headers).Select(i => $"X-{i}: y\r\n")) + "\r\n";

        Assert.StartsWith($"HTTP/1.1 {status}", await SendAsync(head), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WithLongHeaders_IsRefused() => Assert.StartsWith(
        "HTTP/1.1 431", await SendAsync($"GET /_ping HTTP/1.1\r\nHost: x\r\nX-Long: {new string('a', 2 << 20)}\r\n\r\n"), StringComparison.Ordinal);

    [Fact]
    public async Task Request_WithAHugeJsonBody_IsRefused()
    {
        Assert.SkipWhen(Target.IsDockerd, "dockerd reads it whole");
        using var body = new StringContent($"{{\"Image\":\"{new string('a', 8 << 20)}\"}}", Encoding.UTF8, "application/json");

        using HttpResponseMessage answer = await Daemon.Http.PostAsync(new Uri("/containers/create", UriKind.Relative), body, Cancel);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("too large", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    // A daemon serves others while a client does not finish its request.
    [Fact]
    public async Task SlowClients_HoldNobodyUp()
    {
        var slow = new List<Socket>();
        try
        {
            for (int i = 0; i < 100; i++)
            {
                Socket socket = await ConnectAsync();
                slow.Add(socket);
                await socket.SendAsync(Encoding.ASCII.GetBytes("POST /containers/create HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{"), Cancel);
            }

            Assert.Equal("OK", await Daemon.Http.GetStringAsync(new Uri("/_ping", UriKind.Relative), Cancel));
        }
        finally
        {
            slow.ForEach(s => s.Dispose());
        }
    }

    private async Task<string> SendAsync(string request)
    {
        using Socket socket = await ConnectAsync();
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(request), Cancel);
        }
        catch (SocketException)
        {
            // It answers before it has read all, and closes.
        }

        byte[] buffer = new byte[4096];
        int got = await socket.ReceiveAsync(buffer, Cancel);
        return Encoding.ASCII.GetString(buffer, 0, got);
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Daemon.Socket), Cancel);
        return socket;
    }

    /// <summary>The daemon and its monitors.</summary>
    private IEnumerable<string> OwnProcesses() => Directory.EnumerateDirectories("/proc")
        .Where(d => int.TryParse(Path.GetFileName(d), out int id) && id != Environment.ProcessId && CommandLine(d).Contains(Daemon.Root, StringComparison.Ordinal));

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static IEnumerable<string> SocketInodes(string process)
    {
        foreach (string fd in Directory.EnumerateFiles(Path.Combine(process, "fd")))
        {
            if (new FileInfo(fd).LinkTarget is { } target && target.StartsWith("socket:[", StringComparison.Ordinal))
            {
                yield return target[8..^1];
            }
        }
    }
}
