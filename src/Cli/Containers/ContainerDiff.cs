using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers;

/// <summary><c>diff</c>: prints what a container changed of its image's files.</summary>
internal static class ContainerDiff
{
    public static Command Define() => new("diff", "List what a container changed of its image's files")
    {
        Forms = ["container diff", "diff"],
        Operands = "CONTAINER",
        Arity = Arity.Exactly(1),
        Run = (context, operands) =>
        {
            foreach (var change in context.Client.ContainerChanges(operands[0]))
            {
                context.Out.WriteLine($"{Letter(change.Kind)} {change.Path}");
            }

            return 0;
        },
    };

    private static char Letter(int kind) => kind switch
    {
        0 => 'C',
        1 => 'A',
        2 => 'D',
        _ => '?',
    };
}
