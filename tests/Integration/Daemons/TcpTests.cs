using System.Diagnostics;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Daemons;

/// <summary>The API over TCP: only with client certificates, unless the user insists; and over sockets that systemd has opened.</summary>
public sealed class TcpTests : IDisposable
{
    private readonly List<string> _directories = [];

    private static string Docker => Installation.OnPath("docker") ?? throw new FileNotFoundException("no docker on the PATH");

    public void Dispose() => _directories.FindAll(Directory.Exists).ForEach(static directory => Directory.Delete(directory, recursive: true));

    [Fact]
    public async Task Start_TcpWithoutCertificates_IsRefused()
    {
        CommandResult result = await Command.RunAsync(Installation.Binary("berthd"), ["-H", "tcp://127.0.0.1:0", "--validate"]);

        Assert.Contains("refusing to listen on tcp://127.0.0.1:0 without client certificates", result.Exited(1).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docker")]
    [InlineData("berth")]
    public async Task Tls_ClientWithCertificate_RunsAttachesAndExecutes(string name)
    {
        string program = name == "docker" ? Docker : Installation.Binary(name);
        using var authority = new TestAuthority(NewDirectory());
        authority.SignServer("server");
        authority.SignClient("client");
        int port = FreePort.Next();
        await using Daemon daemon = await StartAsync(port, authority);

        string big = string.Join('\n', Enumerable.Range(0, 20000));
        CommandResult echoed = await ClientAsync(program, port, authority, "client", big, "run", "--rm", "-i", Daemon.Busybox, "cat");
        Assert.Equal(big, echoed.Succeeded().Output);
        Assert.Equal("", echoed.Error);

        string id = (await ClientAsync(program, port, authority, "client", null, "run", "-d", Daemon.Busybox, "sleep", "1000")).Succeeded().Text;
        CommandResult executed = await ClientAsync(program, port, authority, "client", "typed\n", "exec", "-i", id, "sh", "-c", "cat; echo end; exit 7");
        Assert.Equal("typed\nend\n", executed.Exited(7).Output);
        Assert.Equal("", executed.Error);
    }

    [Fact]
    public async Task Tls_ClientWithoutOrWithAForeignCertificate_IsTurnedAway()
    {
        using var authority = new TestAuthority(NewDirectory());
        using var foreign = new TestAuthority(NewDirectory());
        authority.SignServer("server");
        authority.SignClient("client");
        foreign.SignClient("client");
        int port = FreePort.Next();
        await using Daemon daemon = await StartAsync(port, authority);
        string[] host = ["-H", $"tcp://127.0.0.1:{port}", "--tlscacert", authority.CertificateFile];
        string[] foreigner = ["--tlscert", foreign.PemFile("client"), "--tlskey", foreign.KeyFile("client")];
        string[] server = ["--tlscert", authority.PemFile("server"), "--tlskey", authority.KeyFile("server")];

        Assert.NotEqual(0, (await Command.RunAsync(Docker, [.. host, "--tls", "ps"])).ExitCode);
        Assert.NotEqual(0, (await Command.RunAsync(Docker, [.. host, "--tlsverify", .. foreigner, "ps"])).ExitCode);
        Assert.NotEqual(0, (await Command.RunAsync(Docker, [.. host, "--tlsverify", .. server, "ps"])).ExitCode);
        (await DockerAsync(port, authority, "client", null, "ps")).Succeeded();
    }

    [Fact]
    public async Task Tls_FilesReplaced_AreReadAtHangup()
    {
        using var authority = new TestAuthority(NewDirectory());
        authority.SignServer("server");
        authority.SignClient("client");
        int port = FreePort.Next();
        await using Daemon daemon = await StartAsync(port, authority);
        using var next = new TestAuthority(NewDirectory());
        next.SignServer("server");
        next.SignClient("client");
        foreach ((string from, string to) in ((string, string)[])
        [
            (next.CertificateFile, authority.CertificateFile), (next.PemFile("server"), authority.PemFile("server")),
            (next.KeyFile("server"), authority.KeyFile("server")),
        ])
        {
            File.Copy(from, to, overwrite: true);
        }

        await Command.RunAsync("kill", ["-HUP", $"{daemon.ProcessId}"]);

        await Condition.WaitAsync("the new certificates count", async () => (await DockerAsync(port, next, "client", null, "ps")).ExitCode == 0);
        Assert.NotEqual(0, (await DockerAsync(port, authority, "client", null, "ps")).ExitCode);
    }

    [Fact]
    public async Task Start_TlsFilesMissing_SaysWhich()
    {
        CommandResult result = await Command.RunAsync(
            Installation.Binary("berthd"),
            ["--data-root", NewDirectory(), "--exec-root", NewDirectory(), "-H", "tcp://127.0.0.1:0", "--tlsverify", "--tlscert=/no/c", "--tlskey=/no/k"]);

        Assert.Contains("open /no/c: no such file or directory", result.Exited(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InsecureTcp_ThatIsInsistedOn_ServesAndWarns()
    {
        int port = FreePort.Next();
        await using Daemon daemon = await Daemon.StartAsync(new Harness.DaemonOptions
        {
            Reference = false,
            Arguments = ["-H", $"tcp://127.0.0.1:{port}", "--allow-insecure-tcp"],
        });

        CommandResult result = await Command.RunAsync(Docker, ["-H", $"tcp://127.0.0.1:{port}", "run", "--rm", Daemon.Busybox, "echo", "hello"]);

        Assert.Equal("hello", result.Succeeded().Text);
        Assert.Contains("TCP without client certificates", daemon.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FdHost_WithoutSystemd_SaysSo()
    {
        string root = NewDirectory();

        CommandResult missing = await Command.RunAsync(
            Installation.Binary("berthd"), ["--data-root", $"{root}/d", "--exec-root", $"{root}/e", "--pidfile", $"{root}/p", "-H", "fd://"]);

        Assert.Contains("no sockets found via socket activation", missing.Exited(1).Error, StringComparison.Ordinal);
    }

    // systemd-socket-activate(1) is what systemd does: the socket is descriptor 3, LISTEN_PID the process that becomes the daemon.
    [Fact]
    public async Task FdHost_SocketOfSystemd_IsServed()
    {
        string? activate = Installation.OnPath("systemd-socket-activate");
        Assert.SkipWhen(activate is null, "no systemd-socket-activate on the PATH");
        string root = NewDirectory();
        string socket = Path.Combine(root, "activated.sock");
        using Process process = Process.Start(new ProcessStartInfo(
            activate,
            [
                "-l", socket, Installation.Binary("berthd"), "--data-root", $"{root}/d", "--exec-root", $"{root}/e", "--pidfile", $"{root}/p",
                "--bip", "10.199.77.1/24", "-H", "fd://",
            ]))!;
        try
        {
            await Condition.WaitAsync("the socket is there", () => File.Exists(socket));

            Assert.Equal("0", (await Command.RunAsync(Docker, ["-H", $"unix://{socket}", "info", "--format", "{{.Containers}}"])).Succeeded().Text);
        }
        finally
        {
            await Command.RunAsync("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            await Leftovers.RemoveBelowAsync(root);
        }
    }

    private static Task<Daemon> StartAsync(int port, TestAuthority authority) => Daemon.StartAsync(new Harness.DaemonOptions
    {
        Reference = false,
        Arguments =
        [
            "-H", $"tcp://127.0.0.1:{port}", "--tlsverify", "--tlscacert", authority.CertificateFile,
            "--tlscert", authority.PemFile("server"), "--tlskey", authority.KeyFile("server"),
        ],
    });

    private static Task<CommandResult> DockerAsync(int port, TestAuthority authority, string client, string? input, params string[] arguments) =>
        ClientAsync(Docker, port, authority, client, input, arguments);

    private static Task<CommandResult> ClientAsync(string program, int port, TestAuthority authority, string client, string? input, params string[] arguments) =>
        Command.RunAsync(program, ["-H", $"tcp://127.0.0.1:{port}", .. authority.ClientArguments(client), .. arguments], input);

    private string NewDirectory()
    {
        string directory = Directory.CreateTempSubdirectory("berth-test-").FullName;
        _directories.Add(directory);
        return directory;
    }
}
