namespace Berth.Runtime;

/// <summary>
/// Something that a caller of the runtime asked for and cannot have, in one line. <see cref="ExitCode"/> is what a foreground
/// <c>run</c> reports, by the shell's convention: 127 the executable is not there, 126 it cannot be executed, 125 all else.
/// </summary>
public sealed class RuntimeException : Exception
{
    public const int GeneralFailure = 125;
    public const int NotExecutable = 126;
    public const int NotFound = 127;

    public RuntimeException(string message, int exitCode = GeneralFailure, Exception? cause = null)
        : base(message, cause) => ExitCode = exitCode;

    public int ExitCode { get; }

    /// <summary>A hook of the container failed, which is the end of the container.</summary>
    internal bool IsOfHook { get; init; }

    /// <summary>The same of a container or process that was being made: the words that runc's callers know.</summary>
    internal static RuntimeException WhileStarting(Exception cause) =>
        new($"unable to start container process: {cause.Message}", (cause as RuntimeException)?.ExitCode ?? GeneralFailure, cause);
}
