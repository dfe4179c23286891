using Berth.Harness;

namespace Berth.Integration.Cli.Connections;

/// <summary>The client under test with a configuration directory of its own, and no daemon named on the command line.</summary>
public abstract class ConnectionTest(SharedDaemon shared) : CliTest(shared), IDisposable
{
    /// <summary>The configuration directory.</summary>
    protected string Config { get; } = Directory.CreateTempSubdirectory("berth-context-").FullName;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs the client under test.</summary>
    protected Task<CommandResult> ClientAsync(params IEnumerable<string> arguments) => ClientAsync([], arguments);

    /// <summary>The same with variables, <c>NAME=VALUE</c> each.</summary>
    protected Task<CommandResult> ClientAsync(IEnumerable<string> variables, IEnumerable<string> arguments, string? stdin = null) =>
        ProgramAsync(Daemon.ClientPath, variables, arguments, stdin);

    /// <summary>Runs any client.</summary>
    protected Task<CommandResult> ProgramAsync(string path, IEnumerable<string> variables, IEnumerable<string> arguments, string? stdin = null) =>
        Command.RunAsync(
            "env", ["-u", "DOCKER_HOST", "-u", "DOCKER_CONTEXT", "-u", "BERTH_HOST", $"DOCKER_CONFIG={Config}", .. variables, path, .. arguments], stdin);

    protected virtual void Dispose(bool disposing) => Directory.Delete(Config, recursive: true);
}
