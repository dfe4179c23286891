using System.Globalization;
using System.Text.Json;
using Berth.Engine.Containers.Links;
using Berth.Engine.Containers.Mounting;
using Berth.Engine.Host;
using Berth.Engine.Logs;
using Berth.Engine.Security;
using Berth.Engine.Specs;
using Berth.Engine.Users;
using Berth.Images;
using Berth.Linux;
using Berth.Network.Networks;
using Berth.Network.Sandboxes;
using Berth.Oci.Runtime;
using Berth.Runtime.Monitor;

namespace Berth.Engine.Containers.Starting;

/// <summary>Writes what the runtime reads, <c>config.json</c>, and has the files below <c>/etc</c> written.</summary>
internal sealed class SpecWriter(
    EnginePaths paths,
    Snapshots snapshots,
    SystemFacts facts,
    ContainerIndex containers,
    NamespaceDonors donors,
    SeccompDefault seccomp,
    HostFileWriter hostFiles,
    ContainerLinks links)
{
    public Spec Write(ContainerRecord record, Fd rootfs, JoinedNetwork network, UserNamespace? user)
    {
        IReadOnlyList<LinkedContainer> linked = links.Resolve(record);
        if (FilesOwner(record) == record.Id)
        {
            hostFiles.Write(record, network.Attachments, linked);
            TellParents(record, network);
        }

        using var root = new ConfinedRoot(rootfs.Duplicate());
        ResolvedUser account = UserLookup.Resolve(root, record.Config.User, record.HostConfig.GroupAdd);
        var input = new SpecInput
        {
            ContainerId = record.Id,
            Config = record.Config,
            HostConfig = record.HostConfig,
            Host = facts,
            RootfsPath = snapshots.RootfsPath(record.Id),
            User = account,
            Mounts = [.. record.Mounts.Select(mount => BindOwnerMap.Complete(mount, account, isRemapped: user?.Remap is not null))],
            HostnamePath = FilesOwner(record) is { } owner ? paths.HostnameFile(owner) : null,
            HostsPath = FilesOwner(record) is { } hosts ? paths.HostsFile(hosts) : null,
            ResolvConfPath = FilesOwner(record) is { } resolver ? paths.ResolvConfFile(resolver) : null,
            NetworkNamespacePath = network.NetnsPath,
            LinkedEnvironment = [.. linked.SelectMany(link => LinkEnvironment.Of(link, record.Name))],
            DefaultSeccomp = seccomp,
            UserNamespacePath = user?.Path,
            Remap = user?.Remap,
            PidNamespacePath = donors.Pid(record),
            IpcNamespacePath = donors.Ipc(record),
            SharedMemoryPath = donors.SharedMemory(record),
        };
        Spec spec = SpecBuilder.Build(input);
        File.WriteAllBytes(EnginePaths.SpecFile(paths.Bundle(record.Id)), JsonSerializer.SerializeToUtf8Bytes(spec, RuntimeSpecJson.Default.Spec));
        return spec;
    }

    /// <summary>The arguments of the monitor for a container.</summary>
    public IReadOnlyList<string> MonitorArguments(ContainerRecord record, JoinedNetwork network)
    {
        string bundle = paths.Bundle(record.Id);
        List<string> arguments = ["--bundle", bundle, "--exit-file", EnginePaths.ExitFile(bundle)];
        if (LogPlan.Of(record, paths, facts.HostName) is { } log)
        {
            if (log.File is { Path: var file })
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            }

            string config = EnginePaths.LogConfigFile(bundle);
            File.WriteAllBytes(config, JsonSerializer.SerializeToUtf8Bytes(log, MonitorJson.Default.MonitorLog));
            arguments.AddRange(["--log-config", config]);
        }

        if (record.Config.OpenStdin)
        {
            arguments.Add("--stdin");
            if (record.Config.StdinOnce)
            {
                arguments.Add("--stdin-once");
            }
        }

        if (network.PortTable is { } table)
        {
            arguments.AddRange(["--hold-fds", network.HeldSockets.Count.ToString(CultureInfo.InvariantCulture), "--port-table", table]);
        }

        if (network.NamesDirectory is { } names)
        {
            arguments.AddRange(["--names", names]);
        }

        return [.. arguments, record.Id];
    }

    /// <summary>Those that are linked to a container that starts again, perhaps with another address.</summary>
    private void TellParents(ContainerRecord record, JoinedNetwork network)
    {
        Attachment? bridge = network.Attachments.FirstOrDefault(static attachment => attachment.NetworkName == NetworkRecord.DefaultName);
        if (bridge?.Address is not { } address)
        {
            return;
        }

        foreach ((ContainerRecord parent, string alias) in links.To(record))
        {
            hostFiles.Update(parent, new LinkedContainer(alias, record, address));
        }
    }

    /// <summary>Whose three files a container sees: its own, or those of the container whose network it shares.</summary>
    private string FilesOwner(ContainerRecord record) =>
        NamespaceMode.Network(record.NetworkMode) is { IsContainer: true, Container: { } other }
            ? containers.Get(other).Id
            : record.Id;
}
