using Berth.Harness;

namespace Berth.Conformance.Registry;

/// <summary>skopeo: from an archive to the registry, from the registry to a directory.</summary>
internal sealed class SkopeoTool(string directory, IRegistry registry) : ClientTool(directory, registry)
{
    public override string WrongPassword => "invalid username/password";

    public override Task<CommandResult> LoginAsync(string user, string password) =>
        SkopeoAsync(password, "login", [Tls("tls-verify"), "-u", user, "--password-stdin", Registry.Host]);

    public override Task<CommandResult> LogoutAsync() => SkopeoAsync(null, "logout", [Registry.Host]);

    public override async Task<Transfer> PushAsync(string name)
    {
        ToolImage image = await ToolImage.CreateAsync(Directory, Path.GetFileName(Directory));
        return await PushAsync($"oci-archive:{image.OciArchive}", name);
    }

    /// <summary>The same with another source and options.</summary>
    public async Task<Transfer> PushAsync(string source, string name, params IEnumerable<string> options)
    {
        string digest = NewPath();
        CommandResult copy = await SkopeoAsync(
            null, "copy", ["-q", Tls("dest-tls-verify"), "--digestfile", digest, .. options, source, $"docker://{Registry.Host}/{name}"]);
        return new Transfer(copy, copy.ExitCode == 0 ? await File.ReadAllTextAsync(digest) : null);
    }

    public override async Task<Transfer> PullAsync(string name)
    {
        string target = NewPath();
        CommandResult copy = await SkopeoAsync(null, "copy", ["-q", Tls("src-tls-verify"), $"docker://{Registry.Host}/{name}", $"dir:{target}"]);
        return new Transfer(
            copy,
            copy.ExitCode == 0 ? (await SkopeoAsync(null, "manifest-digest", [Path.Combine(target, "manifest.json")])).Succeeded().Text : null);
    }

    public Task<CommandResult> SkopeoAsync(string? stdin, string verb, IEnumerable<string> arguments) => RunAsync(stdin, "skopeo", [verb, .. arguments]);

    /// <summary>An option that says whether there is TLS.</summary>
    public string Tls(string option) => $"--{option}={(HasTls ? "true" : "false")}";
}
