using Berth.Cli.CommandLine;
using Berth.Cli.Containers.Copying;

namespace Berth.Cli.Containers;

/// <summary><c>cp</c>: copies files and directories between a container and this machine.</summary>
internal static class ContainerCopy
{
    public static Command Define()
    {
        var archive = new SwitchFlag("archive", 'a', "Archive mode (copy all uid/gid information)");
        var follow = new SwitchFlag("follow-link", 'L', "Always follow a symbolic link in the source path");
        var quiet = new SwitchFlag("quiet", 'q', "No progress while copying; there is none without a terminal anyway");
        return new Command("cp", "Copy files and directories between a container and this machine")
        {
            Forms = ["container cp", "cp"],
            Operands = "CONTAINER:SRC_PATH DEST_PATH|-\n\tSRC_PATH|- CONTAINER:DEST_PATH",
            Arity = Arity.Exactly(2),
            Flags = [archive, follow, quiet],
            Run = (context, operands) =>
            {
                Copy(context, operands, new CopyFlags { Archive = archive.Value, FollowLink = follow.Value, Quiet = quiet.Value });
                return 0;
            },
        };
    }

    private static void Copy(CliContext context, IReadOnlyList<string> operands, CopyFlags flags)
    {
        if (operands[0].Length == 0)
        {
            throw new CommandException("source can not be empty");
        }

        if (operands[1].Length == 0)
        {
            throw new CommandException("destination can not be empty");
        }

        CopyOperand source = CopyOperand.Parse(operands[0]), target = CopyOperand.Parse(operands[1]);
        switch (source.Container.Length > 0, target.Container.Length > 0)
        {
            case (true, true):
                throw new CommandException("copying between containers is not supported");
            case (false, false):
                throw new CommandException("must specify at least one container source");
            case (true, false):
                new CopyOut(context, flags).Run(source, target);
                break;
            default:
                new CopyIn(context, flags).Run(source, target);
                break;
        }
    }
}
