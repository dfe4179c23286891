using Berth.Harness;

namespace Berth.Conformance.Registry;

/// <summary>oras, of Debian sid: between the registry and OCI layouts.</summary>
internal sealed class OrasTool(string directory, IRegistry registry) : ClientTool(directory, registry)
{
    public override string WrongPassword => "Error response from registry: unauthorized";

    /// <summary>The file of a log-in, given by option: oras takes docker's otherwise.</summary>
    private string LoginFile => Path.Combine(Directory, "oras.json");

    public override Task<CommandResult> LoginAsync(string user, string password) =>
        OrasAsync(password, "login", [.. Options(), "-u", user, "--password-stdin", Registry.Host]);

    public override Task<CommandResult> LogoutAsync() => OrasAsync(null, "logout", ["--registry-config", LoginFile, Registry.Host]);

    public override async Task<Transfer> PushAsync(string name)
    {
        ToolImage image = await ToolImage.CreateAsync(Directory, Path.GetFileName(Directory));
        CommandResult copy = await OrasAsync(
            null, "cp", [.. Options("to-"), "--from-oci-layout", $"{image.OciArchive}:1", $"{Registry.Host}/{name}"]);
        return new Transfer(copy, DigestIn(copy.Output));
    }

    public override async Task<Transfer> PullAsync(string name)
    {
        CommandResult copy = await OrasAsync(null, "cp", [.. Options("from-"), $"{Registry.Host}/{name}", "--to-oci-layout", $"{NewPath()}:1"]);
        return new Transfer(copy, DigestIn(copy.Output));
    }

    public Task<CommandResult> OrasAsync(string? stdin, string verb, IEnumerable<string> arguments) =>
        RunAsync(stdin, Installation.Tool("oras"), [verb, .. arguments]);

    /// <summary>How it reaches the registry, and with which log-in.</summary>
    /// <param name="side"><c>from-</c> or <c>to-</c> where a verb has two.</param>
    public string[] Options(string side = "") =>
        HasTls ? [$"--{side}registry-config", LoginFile] : [$"--{side}registry-config", LoginFile, $"--{side}plain-http"];
}
