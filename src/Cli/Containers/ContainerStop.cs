using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers;

/// <summary><c>stop</c>: asks the process to end, and kills it when it does not.</summary>
internal static class ContainerStop
{
    public static Command Define()
    {
        var signal = new TextFlag("signal", 's', "Signal to send");
        var timeout = new NumberFlag("timeout", 't', "Seconds to wait before killing the container") { HiddenAlias = "time" };
        return new Command("stop", "Stop one or more running containers")
        {
            Forms = ["container stop", "stop"],
            Operands = "CONTAINER [CONTAINER...]",
            Arity = Arity.AtLeast(1),
            Flags = [signal, timeout],
            Run = (context, operands) => context.ForEach(operands, name =>
            {
                context.Client.StopContainer(name, signal.Value, timeout.Given);
                context.Out.WriteLine(name);
                context.Out.Flush();
            }),
        };
    }
}
