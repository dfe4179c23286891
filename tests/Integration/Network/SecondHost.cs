using Berth.Harness;

namespace Berth.Integration.Network;

/// <summary>
/// Another host on the wire: a network namespace of the test's own, joined to this host by a veth pair, with this host as its
/// router. 10.98.N.1 is this host, 10.98.N.2 the other.
/// </summary>
internal sealed class SecondHost : IAsyncDisposable
{
    private static int s_count;

    private readonly string _name;
    private readonly string _near;

    private SecondHost(int number)
    {
        _name = $"berth-far-{Environment.ProcessId}-{number}";
        _near = $"bfar{Environment.ProcessId}{number}"[..Math.Min(15, $"bfar{Environment.ProcessId}{number}".Length)];
        NearAddress = $"10.98.{number}.1";
        FarAddress = $"10.98.{number}.2";
    }

    /// <summary>This host's address on the wire.</summary>
    public string NearAddress { get; }

    /// <summary>The other host's.</summary>
    public string FarAddress { get; }

    public static async Task<SecondHost> StartAsync()
    {
        var host = new SecondHost(Interlocked.Increment(ref s_count));
        await IpAsync("netns", "add", host._name);
        await IpAsync("link", "add", host._near, "type", "veth", "peer", "name", "far", "netns", host._name);
        await IpAsync("addr", "add", $"{host.NearAddress}/24", "dev", host._near);
        await IpAsync("link", "set", host._near, "up");
        await IpAsync("-n", host._name, "addr", "add", $"{host.FarAddress}/24", "dev", "far");
        await IpAsync("-n", host._name, "link", "set", "far", "up");
        await IpAsync("-n", host._name, "route", "add", "default", "via", host.NearAddress);
        return host;
    }

    /// <summary>Fetches a page from the other host, giving up after two seconds.</summary>
    public Task<CommandResult> FetchAsync(string address, int port) =>
        Command.RunAsync("ip", ["netns", "exec", _name, "sh", "-c", FetchScript("busybox nc", address, port)]);

    /// <summary>A shell line that prints the answer to a request for <c>/</c>. Not wget: Debian's static busybox crashes in it.</summary>
    public static string FetchScript(string nc, string address, int port) =>
        $"printf 'GET / HTTP/1.0\\r\\n\\r\\n' | {nc} -w 2 {address} {port}";

    /// <summary>Sends what is for <paramref name="destination"/> to this host, as a neighbour with ill intent would.</summary>
    public Task RouteHereAsync(string destination) => IpAsync("-n", _name, "route", "add", destination, "via", NearAddress);

    public async ValueTask DisposeAsync()
    {
        await Command.RunAsync("ip", ["netns", "delete", _name]);
        await Command.RunAsync("ip", ["link", "delete", _near]);
    }

    private static async Task IpAsync(params string[] arguments) => (await Command.RunAsync("ip", arguments)).Succeeded();
}
