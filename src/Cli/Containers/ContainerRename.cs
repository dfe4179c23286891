using Berth.Cli.CommandLine;
using Berth.EngineApi.Http;

namespace Berth.Cli.Containers;

/// <summary><c>rename</c>: gives a container another name.</summary>
internal static class ContainerRename
{
    public static Command Define() => new("rename", "Rename a container")
    {
        Forms = ["container rename", "rename"],
        Operands = "CONTAINER NEW_NAME",
        Arity = Arity.Exactly(2),
        Run = (context, operands) =>
        {
            try
            {
                context.Client.RenameContainer(operands[0], operands[1]);
                return 0;
            }
            catch (EngineApiException e)
            {
                throw new CommandException($"{CliContext.Describe(e)}\nError: failed to rename container named {operands[0]}");
            }
        },
    };
}
