using System.Net;
using System.Security.Cryptography;
using System.Text;
using Berth.Dns;
using Berth.Engine.Configuration;
using Berth.Engine.Containers.Links;
using Berth.Engine.Specs;
using Berth.EngineApi.Containers;
using Berth.Linux;
using Berth.Network.HostFiles;
using Berth.Network.Networks;
using Berth.Network.Sandboxes;

namespace Berth.Engine.Containers.Starting;

/// <summary>
/// Writes the three files below <c>/etc</c> that say who a container is and whom it can ask: at its start, and again when it is connected to
/// networks or taken off them. They are mounted into it, so they are written in place; it may write them itself. As docker:
/// <list type="bullet">
/// <item><c>resolv.conf</c> that the container has changed is left alone (<c>resolv.conf.hash</c> tells); once it names 127.0.0.11, it goes on to;</item>
/// <item><c>hosts</c> gets and loses lines of the container's own addresses, whatever else is in it.</item>
/// </list>
/// </summary>
/// <param name="defaults">How containers resolve names that say nothing of it.</param>
/// <param name="hostGateway">What <c>host-gateway</c> in <c>--add-host</c> stands for, asked each time.</param>
internal sealed class HostFileWriter(EnginePaths paths, ResolverDefaults defaults, Func<IReadOnlyList<IPAddress>> hostGateway)
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>More than that is the container's own doing: it is left alone.</summary>
    private const int MaxFile = 1 << 20;

    /// <summary>Before a start.</summary>
    public void Write(ContainerRecord record, IReadOnlyList<Attachment> attachments, IReadOnlyList<LinkedContainer> links)
    {
        NamespaceMode mode = NamespaceMode.Network(record.NetworkMode);
        HostConfig host = record.HostConfig;
        string name = record.Config.Hostname ?? "";
        string hosts = mode.IsHost && File.Exists("/etc/hosts") && host.ExtraHosts is null or { Count: 0 }
            ? File.ReadAllText("/etc/hosts")
            : HostsFile.Render(Addresses(attachments), name, record.Config.Domainname, [.. ExtraHosts(host), .. links.Select(LineOf)]);
        WriteReadable(paths.HostnameFile(record.Id), name + "\n");
        WriteReadable(paths.HostsFile(record.Id), hosts);
        WriteResolver(record, mode.IsHost ? ResolvConfKind.Host : KindOf(attachments));
    }

    /// <summary>When a running container's networks have changed.</summary>
    public void Update(ContainerRecord record, IReadOnlyList<Attachment> before, IReadOnlyList<Attachment> after)
    {
        if (Read(paths.HostsFile(record.Id)) is { } hosts)
        {
            string name = record.Config.Hostname ?? "";
            string changed = HostsFile.Replace(hosts, Addresses(before), Addresses(after), name, record.Config.Domainname);
            WriteReadable(paths.HostsFile(record.Id), changed);
        }

        string path = paths.ResolvConfFile(record.Id);
        if (KindOf(after) == ResolvConfKind.Internal && Read(path) is { } resolver && HashOf(resolver) == Read(HashPath(path)))
        {
            WriteResolver(record, ResolvConfKind.Internal);
        }
    }

    /// <summary>When a container that a running one is linked to has started again.</summary>
    public void Update(ContainerRecord record, LinkedContainer link)
    {
        if (Read(paths.HostsFile(record.Id)) is { } hosts && HostsFile.Move(hosts, link.HostNames, link.Address) is { } changed && changed != hosts)
        {
            WriteReadable(paths.HostsFile(record.Id), changed);
        }
    }

    private static ResolvConfKind KindOf(IReadOnlyList<Attachment> attachments) =>
        attachments.Any(static attachment => attachment.NetworkName != NetworkRecord.DefaultName) ? ResolvConfKind.Internal : ResolvConfKind.Bridge;

    private static IEnumerable<IPAddress> Addresses(IEnumerable<Attachment> attachments) =>
        attachments.SelectMany(static attachment => new[] { attachment.Address, attachment.IPv6Address }).OfType<IPAddress>();

    private static (string Names, string Address) LineOf(LinkedContainer link) => (link.HostNames, link.Address.ToString());

    private void WriteResolver(ContainerRecord record, ResolvConfKind kind)
    {
        string path = paths.ResolvConfFile(record.Id);
        ResolverDefaults resolver = defaults.With(record.HostConfig);
        string content = new ResolvConfFile
        {
            Host = ResolvConf.ReadHost(static file => File.Exists(file) ? File.ReadAllText(file) : null),
            Servers = resolver.Servers,
            Search = resolver.Search,
            Options = resolver.Options,
        }.Render(kind);
        WriteReadable(path, content);
        WriteReadable(HashPath(path), HashOf(content));
    }

    private IEnumerable<(string Names, string Address)> ExtraHosts(HostConfig host)
    {
        foreach (string entry in host.ExtraHosts ?? [])
        {
            (string name, string address) = NetworkRules.SplitExtraHost(entry);
            if (address != NetworkRules.HostGateway)
            {
                yield return (name, address);
                continue;
            }

            foreach (IPAddress gateway in hostGateway())
            {
                yield return (name, gateway.ToString());
            }
        }
    }

    private static string HashPath(string resolver) => resolver + ".hash";

    private static string HashOf(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    /// <summary>Null: it is not there, or larger than anything of ours.</summary>
    private static string? Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(BoundedFile.ReadAll(path, MaxFile));
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    private static void WriteReadable(string path, string content)
    {
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(content));
        File.SetUnixFileMode(path, Readable);
    }
}
