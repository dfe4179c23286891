using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers;

/// <summary><c>restart</c>: stops containers and starts them again.</summary>
internal static class ContainerRestart
{
    public static Command Define()
    {
        var signal = new TextFlag("signal", 's', "Signal to send");
        var timeout = new NumberFlag("timeout", 't', "Seconds to wait before killing the container") { HiddenAlias = "time" };
        return new Command("restart", "Stop and start one or more containers")
        {
            Forms = ["container restart", "restart"],
            Operands = "CONTAINER [CONTAINER...]",
            Arity = Arity.AtLeast(1),
            Flags = [signal, timeout],
            Run = (context, operands) => context.ForEach(operands, name =>
            {
                context.Client.RestartContainer(name, signal.Value, timeout.Given);
                context.Out.WriteLine(name);
                context.Out.Flush();
            }),
        };
    }
}
