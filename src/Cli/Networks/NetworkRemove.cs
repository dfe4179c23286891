using Berth.Cli.CommandLine;
using Berth.EngineApi.Http;

namespace Berth.Cli.Networks;

/// <summary><c>network rm</c>: removes networks that no container is connected to.</summary>
internal static class NetworkRemove
{
    public static Command Define()
    {
        var force = new SwitchFlag("force", 'f', "A network that is not there is no error");
        return new Command("rm", "Remove one or more networks")
        {
            Aliases = ["remove"],
            Forms = ["network rm", "network remove"],
            Operands = "NETWORK [NETWORK...]",
            Arity = Arity.AtLeast(1),
            Flags = [force],
            OmitsOptions = true,
            Run = (context, operands) => Run(context, operands, force.Value),
        };
    }

    private static int Run(CliContext context, IReadOnlyList<string> networks, bool force)
    {
        var code = context.ForEach(networks, name =>
        {
            if (Remove(context, name, force))
            {
                context.Out.WriteLine(name);
                context.Out.Flush();
            }
        });

        // docker 28 says this, too, and by it one sees that the list was not done whole.
        return code == 0 ? 0 : throw new CommandException($"exit status {code}", code);
    }

    /// <returns>False where there was no such network, and that is no error.</returns>
    private static bool Remove(CliContext context, string name, bool force)
    {
        try
        {
            context.Client.RemoveNetwork(name);
            return true;
        }
        catch (EngineApiException e) when (force && e.Status == 404)
        {
            return false;
        }
    }
}
