using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers;

/// <summary>A terminal in the container needs one out here.</summary>
internal static class TerminalCheck
{
    /// <exception cref="CommandException">Standard input is no terminal.</exception>
    public static void RequireInput(CliContext context)
    {
        if (!context.Terminal.IsInput)
        {
            throw new CommandException("the input device is not a TTY", CommandFailure.Plain);
        }
    }
}
