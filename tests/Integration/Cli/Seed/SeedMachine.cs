using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Cli.Seed;

/// <summary>
/// The tutorial's machine: a daemon whose Docker Hub is <see cref="HubStandIn"/>, a directory, and on the PATH a program named <c>docker</c>
/// that is the client under test. It keeps count of what has been played.
/// </summary>
public sealed class SeedMachine : IAsyncDisposable
{
    public const string User = "wangxiong";

    public const string Password = "secret";

    private readonly HubStandIn _hub;
    private readonly HashSet<string> _played = [];

    private SeedMachine(HubStandIn hub, Daemon daemon)
    {
        (_hub, Daemon) = (hub, daemon);
        Folder = Directory.CreateTempSubdirectory("berth-seed-").FullName;
        string bin = Directory.CreateDirectory(Path.Combine(Folder, "bin")).FullName;
        File.CreateSymbolicLink(Path.Combine(bin, "docker"), daemon.ClientPath);
    }

    public Daemon Daemon { get; }

    /// <summary>The working directory of commands.</summary>
    public string Folder { get; }

    /// <summary>What of the tutorial nobody has played.</summary>
    public IEnumerable<string> Unplayed => SeedCommands.All.Except(_played);

    public static async Task<SeedMachine> StartAsync()
    {
        const string result = """{"name":"wangxiong/lnmp","description":"利用Dockfile 定制的LNMP镜像","star_count":0,"is_official":false,"is_automated":true}""";
        HubStandIn hub = await HubStandIn.StartAsync(new(User, Password), result, await ArchiveAsync());
        Daemon daemon = await Daemon.StartAsync(new DaemonOptions { Environment = hub.Environment });
        var machine = new SeedMachine(hub, daemon);
        await machine.FillHubAsync();
        return machine;
    }

    public async ValueTask DisposeAsync()
    {
        await Daemon.DisposeAsync();
        await _hub.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Runs a command of the tutorial, which has to succeed.</summary>
    /// <param name="command">Letter for letter.</param>
    /// <param name="ids">IDs of the tutorial's machine, and what they are on this one.</param>
    public async Task<string[]> PlayAsync(string command, params (string Theirs, string Ours)[] ids) =>
        (await ShellAsync(Text(command, ids))).Succeeded().Lines;

    /// <summary>Runs a command of the tutorial on a terminal.</summary>
    public Terminal PlayOnTerminal(string command) =>
        Terminal.Start("env", [.. Variables, "sh", "-c", $"cd {Folder} && {Text(command, [])}"]);

    /// <summary>Runs anything in the tutorial's shell.</summary>
    public Task<CommandResult> ShellAsync(string command) =>
        Command.RunAsync("env", [.. Variables, "sh", "-c", $"cd {Folder} && {command}"], (string?)null);

    private string[] Variables =>
    [
        "-u", "DOCKER_CONTEXT", $"PATH={Folder}/bin:{Environment.GetEnvironmentVariable("PATH")}", $"DOCKER_HOST={Daemon.Host}",
        $"DOCKER_CONFIG={Folder}/config",
    ];

    /// <summary>
    /// What the shell gets. A space behind a backslash at the end of a line is a slip of the tutorial: with it the line would end there.
    /// </summary>
    private string Text(string command, (string Theirs, string Ours)[] ids)
    {
        Assert.Contains(command, SeedCommands.All);
        _played.Add(command);
        string text = command.Replace("\\ \n", "\\\n", StringComparison.Ordinal);
        return ids.Aggregate(text, (all, id) => all.Replace(id.Theirs, id.Ours, StringComparison.Ordinal));
    }

    /// <summary>Puts an image with a bash, whose prompt is the tutorial's, where Docker Hub has ubuntu and wangxiong/lnmp.</summary>
    private async Task FillHubAsync()
    {
        const string bash = """printf '#!/bin/sh\ncd /root\nexport PS1="[root@$(hostname) ~]# "\nexec /bin/sh "$@"\n' > /bin/bash; chmod 755 /bin/bash""";
        string archive = Path.Combine(Folder, "ubuntu.tar");
        (await Daemon.RunAsync("run", "--name", "maker", Daemon.Busybox, "sh", "-c", bash)).Succeeded();
        (await Daemon.RunAsync("commit", "--change", "CMD [\"/bin/bash\"]", "maker", "made:here")).Succeeded();
        (await Daemon.RunAsync("save", "-o", archive, "made:here")).Succeeded();
        (await Daemon.RunAsync("rm", "maker")).Succeeded();
        (await Daemon.RunAsync("rmi", "made:here", Daemon.Busybox)).Succeeded();
        foreach (string name in (string[])["library/ubuntu:13.10", "library/ubuntu:16.04", "library/hello-world:latest", "wangxiong/lnmp:latest"])
        {
            (await Command.RunAsync(
                "env",
                [
                    .. _hub.Environment.Select(variable => $"{variable.Key}={variable.Value}"), "skopeo", "copy", "--quiet", "--dest-tls-verify=false", "--dest-creds", $"{User}:{Password}", $"docker-archive:{archive}",
                    $"docker://{_hub.RegistryHost}/{name}",
                ],
                stdin: (string?)null)).Succeeded();
        }

        File.Delete(archive);
    }

    /// <summary>A file system with a file, as an archive to be imported.</summary>
    private static async Task<byte[]> ArchiveAsync()
    {
        using var bytes = new MemoryStream();
        await using (var target = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            await using var archive = new TarWriter(target, leaveOpen: true);
            await archive.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "text")
            {
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes("from the web")),
            });
        }

        return bytes.ToArray();
    }
}
