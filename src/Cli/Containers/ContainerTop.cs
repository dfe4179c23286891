using Berth.Cli.CommandLine;
using Berth.Cli.Formatting;

namespace Berth.Cli.Containers;

/// <summary><c>top</c>: shows the processes of a container.</summary>
internal static class ContainerTop
{
    private const int ColumnWidth = 20;

    public static Command Define() => new("top", "Display the running processes of a container")
    {
        Forms = ["container top", "top"],
        Operands = "CONTAINER [ps OPTIONS]",
        Arity = Arity.AtLeast(1),
        StopsAtOperand = true,
        Run = Run,
    };

    private static int Run(CliContext context, IReadOnlyList<string> operands)
    {
        var top = context.Client.TopContainer(operands[0], string.Join(' ', operands.Skip(1)));
        var lines = top.Processes.Prepend(top.Titles).Select(row => string.Join('\t', row) + "\n");
        context.Out.Write(Table.Align(string.Concat(lines), ColumnWidth));
        return 0;
    }
}
