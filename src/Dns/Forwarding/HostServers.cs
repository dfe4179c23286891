using System.Net;
using System.Text;
using Berth.Dns.Names;

namespace Berth.Dns.Forwarding;

/// <summary>
/// The host's servers: of <c>/etc/resolv.conf</c>, or, where that names only systemd-resolved's stub, of its own file. Both are looked at
/// again each time, so that a host that has moved to another network takes its containers along.
/// </summary>
internal sealed class HostServers
{
    private const int MaxFile = 64 * 1024;

    private readonly WatchedFile _host;
    private readonly WatchedFile _resolved;
    private ResolvConf _configured = new();
    private ResolvConf _behindStub = new();

    public HostServers(string hostPath = ResolvConf.HostPath, string resolvedPath = ResolvConf.SystemdResolvedPath)
    {
        _host = new WatchedFile(hostPath, MaxFile);
        _resolved = new WatchedFile(resolvedPath, MaxFile);
    }

    /// <summary>At most <see cref="ContainerNames.MaxServers"/>, in their order.</summary>
    public void AddTo(List<Upstream> servers)
    {
        Refresh(_host, ref _configured);
        ResolvConf used = _configured;
        if (_configured.IsSystemdStub)
        {
            Refresh(_resolved, ref _behindStub);
            used = _behindStub.Nameservers.Count > 0 ? _behindStub : _configured;
        }

        foreach (string server in used.Nameservers)
        {
            if (servers.Count < ContainerNames.MaxServers)
            {
                servers.Add(new Upstream(IPAddress.Parse(server), FromContainer: false));
            }
        }
    }

    private static void Refresh(WatchedFile file, ref ResolvConf content)
    {
        if (file.ReadIfChanged() is { } bytes)
        {
            content = ResolvConf.Parse(Encoding.UTF8.GetString(bytes));
        }
    }
}
