using System.Text.RegularExpressions;
using Berth.Harness;

namespace Berth.Conformance.Registry;

/// <summary>
/// A program that people use with registries, with a log-in of its own for one registry. What it keeps of that is in its directory, so that
/// two of a kind are two users.
/// </summary>
internal abstract partial class ClientTool(string directory, IRegistry registry)
{
    /// <summary>What it says of a wrong password: part of its output.</summary>
    public abstract string WrongPassword { get; }

    protected string Directory { get; } = global::System.IO.Directory.CreateDirectory(directory).FullName;

    protected IRegistry Registry { get; } = registry;

    protected bool HasTls => Registry.Url.Scheme == Uri.UriSchemeHttps;

    /// <summary>Where docker's clients keep a log-in.</summary>
    protected string ConfigDirectory => Path.Combine(Directory, "config");

    public abstract Task<CommandResult> LoginAsync(string user, string password);

    public abstract Task<CommandResult> LogoutAsync();

    /// <summary>Puts an image of the tool's own there.</summary>
    /// <param name="name">A repository and tag, without the registry: <c>alice/image:1</c>.</param>
    public abstract Task<Transfer> PushAsync(string name);

    /// <summary>Gets an image with all its layers.</summary>
    /// <param name="name">A repository and tag, without the registry: <c>alice/image:1</c>.</param>
    public abstract Task<Transfer> PullAsync(string name);

    /// <summary>Runs a program with this log-in's files, on the PATH or a path.</summary>
    public Task<CommandResult> RunAsync(string? stdin, string program, params IEnumerable<string> arguments)
    {
        // podman insists that the file is there.
        string logins = Path.Combine(Directory, "auth.json");
        if (!File.Exists(logins))
        {
            File.WriteAllText(logins, "{}");
        }

        string[] variables = [$"DOCKER_CONFIG={ConfigDirectory}", $"REGISTRY_AUTH_FILE={logins}"];
        string[] trust = HasTls ? [$"SSL_CERT_FILE={Registry.CertificateFile}"] : [];
        return Command.RunAsync("env", [.. variables, .. trust, program, .. arguments], stdin);
    }

    /// <summary>A path that nothing is at yet.</summary>
    protected string NewPath() => Path.Combine(Directory, Guid.NewGuid().ToString("N"));

    /// <summary>The last digest that a text names.</summary>
    protected static string? DigestIn(string text) => DigestText().Matches(text).LastOrDefault()?.Value;

    [GeneratedRegex("sha256:[0-9a-f]{64}")]
    private static partial Regex DigestText();
}
