using Berth.Harness;

namespace Berth.Conformance.Registry;

/// <summary>A command of docker's kind, and the engine behind it that does the work: <c>docker</c> or <c>berth</c>, <c>dockerd</c> or <c>berthd</c>.</summary>
internal sealed class EngineTool(string directory, IRegistry registry, Daemon daemon, string client) : ClientTool(directory, registry)
{
    public override string WrongPassword => "unauthorized";

    /// <summary>docker's configuration file, with what a log-in left.</summary>
    public string ConfigFile => Path.Combine(ConfigDirectory, "config.json");

    public override Task<CommandResult> LoginAsync(string user, string password) =>
        EngineAsync(password, "login", "-u", user, "--password-stdin", Registry.Host);

    public override Task<CommandResult> LogoutAsync() => EngineAsync(null, "logout", Registry.Host);

    public override async Task<Transfer> PushAsync(string name) => await PushAsync(await LoadAsync(), name);

    /// <summary>Loads the tool's own image into the engine; its name there.</summary>
    public async Task<string> LoadAsync()
    {
        ToolImage image = await ToolImage.CreateAsync(Directory, Path.GetFileName(Directory));
        (await EngineAsync(null, "load", "-i", image.DockerArchive)).Succeeded();
        return image.Name;
    }

    /// <summary>The same with an image that the engine has.</summary>
    public async Task<Transfer> PushAsync(string image, string name)
    {
        string target = $"{Registry.Host}/{name}";
        (await EngineAsync(null, "tag", image, target)).Succeeded();
        CommandResult push = await EngineAsync(null, "push", target);
        return new Transfer(push, DigestIn(push.Output));
    }

    public override async Task<Transfer> PullAsync(string name)
    {
        CommandResult pull = await EngineAsync(null, "pull", $"{Registry.Host}/{name}");
        return new Transfer(pull, DigestIn(pull.Output));
    }

    public Task<CommandResult> EngineAsync(string? stdin, params IEnumerable<string> arguments) =>
        RunAsync(stdin, client, ["-H", daemon.Host, .. arguments]);
}
