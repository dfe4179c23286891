using Berth.Cli.Builder;
using Berth.Cli.CommandLine;
using Berth.Cli.Completion;
using Berth.Cli.Containers;
using Berth.Cli.Contexts;
using Berth.Cli.DiskUsage;
using Berth.Cli.Events;
using Berth.Cli.Images;
using Berth.Cli.Inspection;
using Berth.Cli.Networks;
using Berth.Cli.Pruning;
using Berth.Cli.Registries;
using Berth.Cli.Server;
using Berth.Cli.Volumes;

namespace Berth.Cli;

/// <summary>All commands. A verb of a group that has a short form is one command in two places.</summary>
internal static class CommandTree
{
    public static Command Create(CliContext context)
    {
        var (containers, images) = (Containers(), Images());
        var list = containers.Single(command => command.Name == "ls");
        return new Command(context.Program, "Containers, images and registries")
        {
            Flags = context.Options.All,
            Children =
            [
                .. containers.Where(command => command.Name is not ("ls" or "inspect" or "prune")),
                list.As("ps"),
                .. images.Where(command => command.Name is not ("ls" or "rm" or "inspect" or "prune")),
                images.Single(command => command.Name == "ls").As("images"),
                images.Single(command => command.Name == "rm").As("rmi"),
                ObjectInspect.Define(),
                RegistryLogin.Define(),
                RegistryLogout.Define(),
                RegistrySearch.Define(),
                RegistryServer.Define(),
                ServerVersion.Define(),
                ServerInfo.Define(),
                CompletionScript.Define(),
                CompletionRequest.Define(CompletionRequest.Name),
                CompletionRequest.Define(CompletionRequest.NameWithoutDescriptions),
                EventsShow.Define(),
                new Command("container", "Manage containers") { Children = containers },
                new Command("context", "Manage contexts") { Children = Contexts() },
                new Command("image", "Manage images") { Children = images },
                new Command("system", "Manage the daemon")
                {
                    Children = [DiskUsageShow.Define(), DialStdio.Define(), EventsShow.Define(), ServerInfo.Define(), SystemPrune.Define()],
                },
                new Command("volume", "Manage volumes") { Children = Volumes() },
                new Command("network", "Manage networks") { Children = Networks() },
                new Command("builder", "Manage builds") { Children = [BuilderPrune.Define()] },
            ],
        };
    }

    private static List<Command> Containers() =>
    [
        ContainerAttach.Define(), ContainerCommit.Define(), ContainerCopy.Define(), ContainerCreate.Define(), ContainerDiff.Define(), ContainerExec.Define(),
        ContainerExport.Define(), ContainerInspect.Define(), ContainerKill.Define(),
        ContainerList.Define(), ContainerLogs.Define(), ContainerPause.Define(), ContainerPort.Define(), ContainerPrune.Define(),
        ContainerRemove.Define(), ContainerRename.Define(), ContainerRestart.Define(), ContainerRun.Define(), ContainerStart.Define(),
        ContainerStatistics.Define(), ContainerStop.Define(), ContainerTop.Define(), ContainerUnpause.Define(), ContainerUpdate.Define(), ContainerWait.Define(),
    ];

    private static List<Command> Images() =>
    [
        ImageHistory.Define(), ImageImport.Define(), ImageInspect.Define(), ImageList.Define(), ImageLoad.Define(), ImagePrune.Define(),
        ImagePull.Define(), ImagePush.Define(), ImageRemove.Define(), ImageSave.Define(), ImageTag.Define(),
        ImageVerify.Define(),
    ];

    private static List<Command> Volumes() =>
    [
        VolumeCreate.Define(), VolumeInspect.Define(), VolumeList.Define(), VolumePrune.Define(), VolumeRemove.Define(), VolumeUpdate.Define(),
    ];

    private static List<Command> Networks() =>
    [
        NetworkConnect.Define(), NetworkCreate.Define(), NetworkDisconnect.Define(), NetworkList.Define(), NetworkPrune.Define(), NetworkRemove.Define(),
        NetworkShow.Define(),
    ];

    private static List<Command> Contexts() =>
    [
        ContextCreate.Define(), ContextExport.Define(), ContextImport.Define(), ContextInspect.Define(), ContextList.Define(), ContextRemove.Define(),
        ContextShow.Define(), ContextUpdate.Define(), ContextUse.Define(),
    ];
}
