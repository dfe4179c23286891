using Berth.Linux;
using Berth.Linux.Netlink;

namespace Berth.Network.Namespaces;

/// <summary>A network namespace to make interfaces in; IPv6 is off for interfaces to come.</summary>
/// <param name="Namespace">Keeps it alive.</param>
/// <param name="Routes">A socket inside it.</param>
/// <param name="Ipv6Settings">Its <c>/proc/sys/net/ipv6/conf</c>, which leads there from any thread; null: the kernel has no IPv6.</param>
/// <param name="Names">Where its container will ask for names; null: it has done so all along.</param>
/// <param name="Disposed">Told when all are closed.</param>
internal sealed record ReadyNamespace(Fd Namespace, RouteSocket Routes, Fd? Ipv6Settings, NameSockets? Names, Action Disposed) : IDisposable
{
    private const int LoopbackIndex = 1;

    /// <summary>Nothing lives in it yet but loopback.</summary>
    public bool IsNew => Names is not null;

    /// <summary>The calling thread's namespace, with loopback up and the defaults of interfaces to come.</summary>
    public static ReadyNamespace Furnish(Action disposed)
    {
        RouteSocket routes = RouteSocket.Open();
        var batch = new NetlinkBatch();
        batch.SetUp(LoopbackIndex);
        routes.Apply(batch);
        Fd? settings = OpenIpv6Settings();

        // Most networks are IPv4 only: without this an interface would get a link-local address and send out for it. With IPv6 no
        // address waits for somebody else to claim it, and a neighbour's advertisements are no routes (CVE-2020-13401).
        Set(settings, "default", "disable_ipv6", "1"u8);
        Set(settings, "default", "accept_dad", "0"u8);
        Set(settings, "default", "accept_ra", "0"u8);
        return new ReadyNamespace(NetworkNamespace.OpenCurrent(), routes, settings, NameSockets.Open(), disposed);
    }

    /// <summary>The calling thread's namespace as it is.</summary>
    public static ReadyNamespace Visit() =>
        new(NetworkNamespace.OpenCurrent(), RouteSocket.Open(), OpenIpv6Settings(), null, static () => { });

    /// <summary>Switches IPv6 on for an interface that is there.</summary>
    public void EnableIpv6(string link)
    {
        if (!IsNew)
        {
            Set(Ipv6Settings, link, "accept_dad", "0"u8);
            Set(Ipv6Settings, link, "accept_ra", "0"u8);
        }

        Set(Ipv6Settings, link, "disable_ipv6", "0"u8);
    }

    public void Dispose()
    {
        Ipv6Settings?.Dispose();
        Routes.Dispose();
        Names?.Dispose();
        Namespace.Dispose();
        Disposed();
    }

    private static void Set(Fd? settings, string link, string name, ReadOnlySpan<byte> value)
    {
        if (settings is not null)
        {
            using Fd setting = settings.OpenAt($"{link}/{name}", OpenFlags.O_WRONLY);
            setting.Write(value);
        }
    }

    private static Fd? OpenIpv6Settings()
    {
        const string Path = "/proc/sys/net/ipv6/conf";
        return Directory.Exists(Path) ? Fd.Open(Path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY) : null;
    }
}
