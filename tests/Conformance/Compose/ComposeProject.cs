using System.Diagnostics;
using System.Globalization;
using Berth.Harness;

namespace Berth.Conformance.Compose;

/// <summary>
/// A compose file that docker compose plays on an engine. What each step printed is kept, a file a step, as it
/// would stand in a terminal. Disposing it takes the project down.
/// </summary>
internal sealed class ComposeProject : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("berth-compose-").FullName;
    private readonly Dictionary<string, string> _variables;
    private readonly string _file;
    private readonly string _transcripts;
    private int _steps;

    /// <param name="address">The engine.</param>
    /// <param name="file">The compose file, beside the test program.</param>
    /// <param name="title">The folder of what the steps print, below <c>artifacts/compose</c>.</param>
    /// <param name="variables">Variables of the file; the project's name is <c>PROJECT</c>.</param>
    public ComposeProject(Uri address, string file, string title, IReadOnlyDictionary<string, string> variables)
    {
        Name = $"berth{Guid.NewGuid():N}"[..13];
        _transcripts = Path.Combine(Installation.Root, "artifacts", "compose", title);
        if (Directory.Exists(_transcripts))
        {
            Directory.Delete(_transcripts, recursive: true);
        }

        _file = Path.Combine(_directory, "compose.yaml");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Compose", file), _file);
        _variables = new Dictionary<string, string>(variables)
        {
            ["PROJECT"] = Name,
            ["DOCKER_HOST"] = address.ToString().TrimEnd('/'),
            ["HOME"] = _directory,
            ["COMPOSE_ANSI"] = "never",
            ["COMPOSE_PROGRESS"] = "plain",
        };
    }

    /// <summary>The program; null where nobody has fetched it.</summary>
    public static string? Program { get; } = Find();

    /// <summary>The project's name, which begins the names of all that it makes.</summary>
    public string Name { get; }

    /// <summary>A directory for files of the test.</summary>
    public string Folder => _directory;

    /// <summary>Changes a variable of the file, as somebody who edits it does.</summary>
    public void Set(string variable, string value) => _variables[variable] = value;

    /// <summary>Runs <c>docker compose ARGUMENTS</c>, which must succeed.</summary>
    /// <returns>What it printed, without the last line break.</returns>
    public async Task<string> TextAsync(params IEnumerable<string> arguments) => (await RunAsync(arguments)).Succeeded().Text;

    /// <summary>Runs <c>docker compose ARGUMENTS</c>, and keeps what it printed.</summary>
    public async Task<CommandResult> RunAsync(params IEnumerable<string> arguments)
    {
        string[] words = [.. arguments];
        CommandResult result = await Command.RunAsync("env", [.. Environment(), Program!, "-f", _file, .. words], stdin: (string?)null, TimeSpan.FromMinutes(2));
        Directory.CreateDirectory(_transcripts);
        string name = string.Create(CultureInfo.InvariantCulture, $"{++_steps:00}-{words.FirstOrDefault(word => !word.StartsWith('-')) ?? "compose"}.txt");
        await File.WriteAllTextAsync(
            Path.Combine(_transcripts, name), $"$ docker compose {string.Join(' ', words.Select(Quoted))}\n{result.Error}{result.Output}{(result.ExitCode == 0 ? "" : $"exit code {result.ExitCode}\n")}");
        return result;
    }

    /// <summary>The lines of a command, in order, until it is disposed or ends: of <c>events</c>, and of <c>logs -f</c>.</summary>
    public LineReader Follow(params IEnumerable<string> arguments) => new(new ProcessStartInfo("env", [.. Environment(), Program!, "-f", _file, .. arguments]));

    public async ValueTask DisposeAsync()
    {
        await Command.RunAsync("env", [.. Environment(), Program!, "-f", _file, "down", "-v", "-t", "0", "--remove-orphans"], stdin: (string?)null);
        Directory.Delete(_directory, recursive: true);
    }

    private static string? Find()
    {
        string path = Path.Combine(Installation.Root, "artifacts", "tools", "docker-compose");
        return File.Exists(path) ? path : null;
    }

    private IEnumerable<string> Environment() => _variables.Select(variable => $"{variable.Key}={variable.Value}");

    private static string Quoted(string word) => word.AsSpan().ContainsAny(" {}$*") ? $"'{word}'" : word;
}
