namespace Berth.Harness;

/// <summary>What a finished program left: its exit code and all that it printed.</summary>
public sealed record CommandResult(string CommandLine, int ExitCode, string Output, string Error)
{
    /// <summary>The standard output without its last line break.</summary>
    public string Text => Output.TrimEnd('\n', '\r');

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>This result, if the program succeeded.</summary>
    /// <exception cref="CommandException">It did not; the message holds what it printed.</exception>
    public CommandResult Succeeded() => Exited(0);

    /// <summary>This result, if the program ended with <paramref name="code"/>.</summary>
    public CommandResult Exited(int code) =>
        ExitCode == code ? this : throw new CommandException($"exit code {ExitCode}, not {code}, from: {this}");

    public override string ToString() => $"{CommandLine}\n--- stdout\n{Output}\n--- stderr\n{Error}";
}
