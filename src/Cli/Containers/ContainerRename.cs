using Berth.Cli.CommandLine;

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
            context.Client.RenameContainer(operands[0], operands[1]);
            return 0;
        },
    };
}
