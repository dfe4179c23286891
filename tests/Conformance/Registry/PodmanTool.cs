using Berth.Harness;

namespace Berth.Conformance.Registry;

/// <summary>podman, with images in its own directory.</summary>
internal sealed class PodmanTool(string directory, IRegistry registry) : ClientTool(directory, registry)
{
    public override string WrongPassword => "invalid username/password";

    public override Task<CommandResult> LoginAsync(string user, string password) =>
        PodmanAsync(password, "login", Tls, "-u", user, "--password-stdin", Registry.Host);

    public override Task<CommandResult> LogoutAsync() => PodmanAsync(null, "logout", Registry.Host);

    public override async Task<Transfer> PushAsync(string name)
    {
        ToolImage image = await ToolImage.CreateAsync(Directory, Path.GetFileName(Directory));
        (await PodmanAsync(null, "load", "-q", "-i", image.DockerArchive)).Succeeded();
        string digest = NewPath();
        CommandResult push = await PodmanAsync(null, "push", "-q", Tls, "--digestfile", digest, image.Name, $"docker://{Registry.Host}/{name}");
        return new Transfer(push, push.ExitCode == 0 ? await File.ReadAllTextAsync(digest) : null);
    }

    public override async Task<Transfer> PullAsync(string name)
    {
        string source = $"{Registry.Host}/{name}";
        CommandResult pull = await PodmanAsync(null, "pull", "-q", Tls, source);
        return new Transfer(
            pull, pull.ExitCode == 0 ? (await PodmanAsync(null, "image", "inspect", "--format", "{{.Digest}}", source)).Succeeded().Text : null);
    }

    public async Task<CommandResult> PodmanAsync(string? stdin, params IEnumerable<string> arguments)
    {
        string configuration = Path.Combine(Directory, "containers.conf");
        if (!File.Exists(configuration))
        {
            await File.WriteAllTextAsync(
                configuration, $"[engine]\ncgroup_manager = \"cgroupfs\"\nevents_logger = \"none\"\ntmp_dir = \"{Directory}/tmp\"\n");
        }

        string[] storage = ["--root", $"{Directory}/root", "--runroot", $"{Directory}/run", "--storage-driver", "vfs"];
        return await RunAsync(stdin, "env", [$"CONTAINERS_CONF={configuration}", "podman", .. storage, .. arguments]);
    }

    public string Tls => $"--tls-verify={(HasTls ? "true" : "false")}";
}
