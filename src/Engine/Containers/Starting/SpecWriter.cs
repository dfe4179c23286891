using System.Globalization;
using System.Text;
using System.Text.Json;
using Berth.Engine.Containers.Mounting;
using Berth.Engine.Host;
using Berth.Engine.Logs;
using Berth.Engine.Security;
using Berth.Engine.Specs;
using Berth.Engine.Users;
using Berth.EngineApi.Containers;
using Berth.Images;
using Berth.Linux;
using Berth.Network.HostFiles;
using Berth.Oci.Runtime;
using Berth.Runtime.Monitor;

namespace Berth.Engine.Containers.Starting;

/// <summary>Writes what the runtime and the container read: <c>config.json</c>, and the three files below <c>/etc</c>.</summary>
internal sealed class SpecWriter(EnginePaths paths, Snapshots snapshots, SystemFacts facts, ContainerIndex containers, NamespaceDonors donors, SeccompDefault seccomp)
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public Spec Write(ContainerRecord record, Fd rootfs, JoinedNetwork network, UserNamespace? user)
    {
        WriteHostFiles(record, network);
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
    public IReadOnlyList<string> MonitorArguments(ContainerRecord record, int heldSockets)
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

        if (heldSockets > 0)
        {
            arguments.AddRange(["--hold-fds", heldSockets.ToString(CultureInfo.InvariantCulture)]);
        }

        return [.. arguments, record.Id];
    }

    /// <summary>Whose three files a container sees: its own, or those of the container whose network it shares.</summary>
    private string FilesOwner(ContainerRecord record) =>
        NamespaceMode.Network(record.NetworkMode) is { IsContainer: true, Container: { } other }
            ? containers.Get(other).Id
            : record.Id;

    private void WriteHostFiles(ContainerRecord record, JoinedNetwork network)
    {
        NamespaceMode mode = NamespaceMode.Network(record.NetworkMode);
        if (mode.IsContainer)
        {
            return;
        }

        HostConfig host = record.HostConfig;
        string name = record.Config.Hostname ?? "";
        ResolvConf resolver = ResolvConf.ReadHost(static path => File.Exists(path) ? File.ReadAllText(path) : null);
        IReadOnlyList<string> dns = host.Dns ?? [], search = host.DnsSearch ?? [], options = host.DnsOptions ?? [];
        resolver = mode.IsHost ? resolver.ForHost(dns, search, options) : resolver.ForBridge(dns, search, options);
        string hosts = mode.IsHost && File.Exists("/etc/hosts") && host.ExtraHosts is null or { Count: 0 }
            ? File.ReadAllText("/etc/hosts")
            : HostsFile.Render(network.Address, name, record.Config.Domainname, ExtraHosts(host));
        WriteReadable(paths.HostnameFile(record.Id), name + "\n");
        WriteReadable(paths.HostsFile(record.Id), hosts);
        WriteReadable(paths.ResolvConfFile(record.Id), resolver.Render());
    }

    private static List<(string Name, string Address)> ExtraHosts(HostConfig host)
    {
        var extra = new List<(string, string)>();
        foreach (string entry in host.ExtraHosts ?? [])
        {
            int colon = entry.IndexOf(':', StringComparison.Ordinal);
            extra.Add((entry[..colon], entry[(colon + 1)..]));
        }

        return extra;
    }

    private static void WriteReadable(string path, string content)
    {
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(content));
        File.SetUnixFileMode(path, Readable);
    }
}
