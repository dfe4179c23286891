using Berth.Cli.CommandLine;
using Berth.EngineApi.Containers;
using Berth.EngineApi.Http;

namespace Berth.Cli.Containers.Copying;

/// <summary>From this machine into a container.</summary>
internal sealed class CopyIn(CliContext context, CopyFlags flags)
{
    public void Run(CopyOperand source, CopyOperand target)
    {
        var path = new CopyPath(target.Path);
        ContainerPathStat? stat = TryStat(target.Container, target.Path);
        if (stat is { LinkTarget.Length: > 0 })
        {
            path = new CopyPath(stat.LinkTarget);
            stat = TryStat(target.Container, path.Text);
        }

        if (stat is not null && (stat.Mode & GoFileMode.Device) != 0)
        {
            throw new CommandException($"destination \"{target.Container}:{target.Path}\" must be a directory or a regular file: got a device");
        }

        bool isDirectory = stat is not null && (stat.Mode & GoFileMode.Directory) != 0;
        if (source.IsStream)
        {
            if (!isDirectory)
            {
                throw new CommandException($"destination \"{target.Container}:{target.Path}\" must be a directory");
            }

            context.Client.PutArchive(target.Container, path.Text, context.Streams.In, flags.Archive);
            return;
        }

        var local = CopyPath.Local(source.Path);
        using LocalFile file = LocalFile.Source(local, flags.FollowLink);
        CopyPlan plan = CopyPlan.Make(local.Name, file.IsDirectory, path, stat is not null, isDirectory);
        using var progress = new CopyProgress(context, flags.Quiet, "Copying to container", PackedStream.Open(file.File, plan.TopName));
        context.Client.PutArchive(target.Container, plan.Directory, progress, flags.Archive);
        progress.Finish($"{target.Container}:{path.Text}");
    }

    // What is wrong with the path, the daemon says when the archive comes: perhaps it is only not there yet.
    private ContainerPathStat? TryStat(string container, string path)
    {
        try
        {
            return context.Client.StatPath(container, path);
        }
        catch (EngineApiException)
        {
            return null;
        }
    }
}
