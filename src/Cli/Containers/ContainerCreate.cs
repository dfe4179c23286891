using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers;

/// <summary><c>create</c>: makes a container and does not start it.</summary>
internal static class ContainerCreate
{
    public static Command Define()
    {
        var flags = new ContainerFlags();
        return new Command("create", "Create a new container")
        {
            Forms = ["container create", "create"],
            Operands = "IMAGE [COMMAND] [ARG...]",
            Arity = Arity.AtLeast(1),
            Flags = flags.All,
            StopsAtOperand = true,
            ReportsUsageAsRun = true,
            Run = (context, operands) =>
            {
                var request = ContainerRequest.Build(flags, operands, context.Environment);
                context.Out.WriteLine(ContainerCreation.Create(context, flags, request));
                return 0;
            },
        };
    }
}
