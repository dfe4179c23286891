using Berth.Cli.CommandLine;

namespace Berth.Cli.Completion;

/// <summary><c>completion</c>: prints a script that lets a shell complete commands, flags and names.</summary>
internal static class CompletionScript
{
    /// <summary>The shells that there is a script for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "fish", "zsh"];

    public static Command Define() => new("completion", "Print a completion script for a shell")
    {
        Operands = "bash|fish|zsh",
        Arity = Arity.Exactly(1),
        Run = (context, operands) =>
        {
            if (!Shells.Contains(operands[0]))
            {
                throw new CommandException($"no completion for {operands[0]}: bash, fish and zsh are supported");
            }

            using var script = typeof(CompletionScript).Assembly.GetManifestResourceStream("completion." + operands[0])!;
            using var reader = new StreamReader(script);
            context.Out.Write(reader.ReadToEnd().Replace("PROGRAM", context.Program, StringComparison.Ordinal));
            return 0;
        },
    };
}
