using Berth.Cli.CommandLine;

namespace Berth.Cli.Completion;

/// <summary><c>completion</c>: prints a script that lets a shell complete commands, flags and names.</summary>
internal static class CompletionScript
{
    public static Command Define() => new("completion", "Print a completion script for a shell")
    {
        Operands = "bash|zsh",
        Arity = Arity.Exactly(1),
        Run = (context, operands) =>
        {
            if (operands[0] is not ("bash" or "zsh"))
            {
                throw new CommandException($"no completion for {operands[0]}: bash and zsh are supported");
            }

            using var script = typeof(CompletionScript).Assembly.GetManifestResourceStream("berth." + operands[0])!;
            using var reader = new StreamReader(script);
            context.Out.Write(reader.ReadToEnd());
            return 0;
        },
    };
}
