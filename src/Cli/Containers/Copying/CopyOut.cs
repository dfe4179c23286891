using Berth.Archive;
using Berth.Cli.CommandLine;
using Berth.EngineApi.Containers;
using Berth.EngineApi.Http;

namespace Berth.Cli.Containers.Copying;

/// <summary>
/// From a container to this machine. The archive is of the container's making: it is unpacked as carefully as the daemon unpacks one
/// (<see cref="ArchiveExtractor"/>), and nothing in it leads out of the directory that it is unpacked in.
/// </summary>
internal sealed class CopyOut(CliContext context, CopyFlags flags)
{
    public void Run(CopyOperand source, CopyOperand target)
    {
        string path = flags.FollowLink ? Followed(source) : source.Path;
        if (target.IsStream)
        {
            using EngineResponse stream = context.Client.GetArchive(source.Container, path, out _);
            stream.Body.CopyTo(context.Streams.Out);
            return;
        }

        var local = CopyPath.Local(target.Path);
        using LocalFile file = LocalFile.Target(local);
        using EngineResponse response = context.Client.GetArchive(source.Container, path, out ContainerPathStat stat);
        string name = new CopyPath(source.Path).Name;
        CopyPlan plan = CopyPlan.Make(
            name, (stat.Mode & GoFileMode.Directory) != 0, Resolved(local, file), file.Walk.Exists, file.IsDirectory);
        using var progress = new CopyProgress(context, flags.Quiet, "Copying from container", response.Body);
        Extract(progress, file, plan, stat.Name);
        progress.Finish(local.Text);
    }

    private static void Extract(Stream archive, LocalFile target, CopyPlan plan, string nameInArchive)
    {
        var options = new ExtractOptions
        {
            Target = plan.Directory,
            KeepKinds = true,
            Strict = true,
            Rename = plan.TopName == nameInArchive ? null : (nameInArchive == "/" ? "" : nameInArchive, plan.TopName),
        };
        using var extractor = new ArchiveExtractor(target.Walk, new TarReader(archive), options);
        try
        {
            extractor.ExtractAsync(CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is ArchiveException or Linux.LinuxException)
        {
            throw new CommandException(e.Message);
        }
    }

    // Where the destination really is; what it said of itself by its end, it goes on saying.
    private static CopyPath Resolved(CopyPath given, LocalFile file) =>
        new(file.Walk.Path + (given.IsContents ? "/." : given.Text.EndsWith('/') && file.Walk.Path != "/" ? "/" : ""));

    private string Followed(CopyOperand source)
    {
        try
        {
            if (context.Client.StatPath(source.Container, source.Path) is not { LinkTarget: { Length: > 0 } target })
            {
                return source.Path;
            }

            return source.Path.EndsWith('/') ? $"{target}/" : target;
        }
        catch (EngineApiException)
        {
            return source.Path;
        }
    }
}
