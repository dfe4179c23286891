using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers;

/// <summary><c>kill</c>: sends a signal.</summary>
internal static class ContainerKill
{
    public static Command Define()
    {
        var signal = new TextFlag("signal", 's', "Signal to send, KILL unless given");
        return new Command("kill", "Kill one or more running containers")
        {
            Forms = ["container kill", "kill"],
            Operands = "CONTAINER [CONTAINER...]",
            Arity = Arity.AtLeast(1),
            Flags = [signal],
            Run = (context, operands) => context.ForEach(operands, name =>
            {
                context.Client.KillContainer(name, signal.Value);
                context.Out.WriteLine(name);
            }),
        };
    }
}
