using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers;

/// <summary><c>export</c>: writes all files of a container into a tar archive.</summary>
internal static class ContainerExport
{
    public static Command Define()
    {
        var output = new TextFlag("output", 'o', "Write to a file instead of standard output");
        return new Command("export", "Write the files of a container to a tar archive")
        {
            Forms = ["container export", "export"],
            Operands = "CONTAINER",
            Arity = Arity.Exactly(1),
            Flags = [output],
            Run = (context, operands) =>
            {
                var archive = ArchiveOutput.Check(context, output.Value, "failed to export container");
                using var response = context.Client.ExportContainer(operands[0]);
                archive.Write(response.Body);
                return 0;
            },
        };
    }
}
