using Berth.Cli.CommandLine;

namespace Berth.Cli.Contexts;

/// <summary><c>context rm</c>: removes contexts.</summary>
internal sealed class ContextRemove
{
    private readonly SwitchFlag _force = new("force", 'f', "Remove a context that is in use, too");

    public static Command Define()
    {
        var remove = new ContextRemove();
        return new Command("rm", "Remove one or more contexts")
        {
            Aliases = ["remove"],
            Forms = ["context rm", "context remove"],
            Operands = "CONTEXT [CONTEXT...]",
            Arity = Arity.AtLeast(1),
            Flags = [remove._force],
            Run = remove.Run,
        };
    }

    private int Run(CliContext context, IReadOnlyList<string> operands)
    {
        var failures = new List<string>();
        foreach (var name in operands)
        {
            try
            {
                Remove(context, name);
                context.Out.WriteLine(name);
            }
            catch (CommandException e)
            {
                failures.Add(e.Message);
            }
        }

        context.Out.Flush();
        return failures.Count == 0 ? 0 : throw new CommandException(string.Join('\n', failures));
    }

    private void Remove(CliContext context, string name)
    {
        if (name == ContextRecord.Default)
        {
            throw new CommandException("context \"default\" cannot be removed");
        }

        if (!context.Contexts.Exists(name) && !_force.Value)
        {
            throw new CommandException($"context \"{name}\" does not exist");
        }

        if (name == context.ContextName)
        {
            if (!_force.Value)
            {
                throw new CommandException($"context \"{name}\" is in use, set -f flag to force remove");
            }

            ContextUse.Choose(context, ContextRecord.Default);
        }

        context.Contexts.Remove(name);
    }
}
