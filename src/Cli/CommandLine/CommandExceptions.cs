namespace Berth.Cli.CommandLine;

/// <summary>The command line cannot be read: the usage is shown and the exit code is 125.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>A command failed in a way it can say in a line.</summary>
internal sealed class CommandException(string message, int exitCode = 1) : Exception(message)
{
    /// <summary>What the process exits with.</summary>
    public int ExitCode { get; } = exitCode;
}
