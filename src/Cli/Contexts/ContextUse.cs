using Berth.Cli.CommandLine;
using Berth.Cli.Credentials;

namespace Berth.Cli.Contexts;

/// <summary><c>context use</c>: chooses the context that commands use from now on.</summary>
internal static class ContextUse
{
    public static Command Define() => new("use", "Set the current context")
    {
        Operands = "CONTEXT",
        Arity = Arity.Exactly(1),
        Run = (context, operands) => Run(context, operands[0]),
    };

    private static int Run(CliContext context, string name)
    {
        if (name != ContextRecord.Default)
        {
            ContextName.Check(name);
            _ = context.Contexts.Get(name);
        }

        Choose(context, name);
        context.Out.WriteLine(name);
        context.Out.Flush();
        context.Error.WriteLine($"Current context is now \"{name}\"");
        if (name != ContextRecord.Default && ContextName.HostVariable(context.Options) is { } variable)
        {
            context.Error.WriteLine(
                $"Warning: {variable} environment variable overrides the active context. To use \"{name}\", either set the global --context flag, or unset "
                + $"{variable} environment variable.");
        }

        return 0;
    }

    /// <summary>Writes the choice into the configuration file, which docker reads, too.</summary>
    public static void Choose(CliContext context, string name)
    {
        var chosen = name == ContextRecord.Default ? "" : name;
        if (context.Config.CurrentContext == chosen)
        {
            return;
        }

        context.Config.CurrentContext = chosen;
        try
        {
            context.Config.Save();
        }
        catch (CredentialException e)
        {
            throw new CommandException(e.Message);
        }
    }
}
