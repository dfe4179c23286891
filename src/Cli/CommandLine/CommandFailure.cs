namespace Berth.Cli.CommandLine;

/// <summary>The exit codes of <c>run</c> and <c>create</c>, which scripts tell apart.</summary>
internal static class CommandFailure
{
    /// <summary>Marks an error that is printed as it is, with exit code 1, by a command that otherwise points to its help.</summary>
    public const int Plain = -1;

    /// <summary>127 when the program was not found, 126 when it could not be executed, 125 for everything else.</summary>
    public static int CodeOf(string message)
    {
        if (message.Contains("executable file not found", StringComparison.Ordinal)
            || message.Contains("no such file or directory", StringComparison.Ordinal))
        {
            return 127;
        }

        return message.Contains("permission denied", StringComparison.Ordinal) || message.Contains("is a directory", StringComparison.Ordinal)
            ? 126
            : CommandLineRunner.UsageError;
    }
}
