using System.Text.Json.Nodes;
using Berth.Harness;

namespace Berth.Conformance.Registry;

/// <summary>crane, of Debian sid. Its log-in asks nobody: a wrong password shows when it is used.</summary>
internal sealed class CraneTool(string directory, IRegistry registry) : ClientTool(directory, registry)
{
    public override string WrongPassword => "UNAUTHORIZED";

    public override async Task<CommandResult> LoginAsync(string user, string password)
    {
        CommandResult login = await CraneAsync(password, "auth", "login", Registry.Host, "-u", user, "--password-stdin");
        return login.ExitCode == 0 && await CraneAsync(null, "catalog", Registry.Host) is { ExitCode: not 0 } use && IsRefusal(use) ? use : login;
    }

    public override Task<CommandResult> LogoutAsync() => CraneAsync(null, "auth", "logout", Registry.Host);

    public override async Task<Transfer> PushAsync(string name)
    {
        ToolImage image = await ToolImage.CreateAsync(Directory, Path.GetFileName(Directory));
        CommandResult push = await CraneAsync(null, "push", image.DockerArchive, $"{Registry.Host}/{name}");
        return new Transfer(push, DigestIn(push.Output));
    }

    public override async Task<Transfer> PullAsync(string name)
    {
        string target = NewPath();
        CommandResult pull = await CraneAsync(null, "pull", "--format=oci", $"{Registry.Host}/{name}", target);
        if (pull.ExitCode != 0)
        {
            return new Transfer(pull, null);
        }

        JsonNode index = JsonNode.Parse(await File.ReadAllBytesAsync(Path.Combine(target, "index.json")))!;
        return new Transfer(pull, (string?)index["manifests"]![0]!["digest"]);
    }

    public Task<CommandResult> CraneAsync(string? stdin, params IEnumerable<string> arguments) => RunAsync(stdin, Installation.Tool("crane"), arguments);

    private static bool IsRefusal(CommandResult result) => result.Error.Contains("UNAUTHORIZED", StringComparison.Ordinal);
}
