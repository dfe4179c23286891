using System.Globalization;
using Berth.Harness;

namespace Berth.Integration.Network.Lab;

/// <summary>
/// A container of the lab's daemon, as a place in which programs of this machine are run: those of its image may do less (a route needs
/// CAP_NET_ADMIN). It is removed when the test is done with it.
/// </summary>
internal sealed class LabContainer : LabPlace, IAsyncDisposable
{
    private static int s_count;

    private readonly Daemon _daemon;
    private readonly int _process;

    private LabContainer(Daemon daemon, string name, int process, string address, string address6)
        : base($"/proc/{process}/ns/net")
    {
        _daemon = daemon;
        _process = process;
        Name = name;
        Address = address;
        Address6 = address6;
    }

    public string Name { get; }

    public string Address { get; }

    /// <summary>Empty: it has none.</summary>
    public string Address6 { get; }

    /// <summary>Starts a container.</summary>
    /// <param name="daemon">Whose.</param>
    /// <param name="options">Options of <c>run</c>.</param>
    /// <param name="serves">Whether it serves the page on port 80 of both families; it does when this returns. Otherwise it does nothing.</param>
    public static async Task<LabContainer> StartAsync(Daemon daemon, IEnumerable<string> options, bool serves)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"lab-{Interlocked.Increment(ref s_count)}");
        string[] command = serves ? ["httpd", "-f", "-p", "80", "-h", "/www"] : ["sleep", "1000"];
        (await daemon.RunAsync(["run", "-d", "--name", name, .. options, Daemon.Busybox, .. command])).Succeeded();
        string[] facts = (await daemon.RunAsync(
            "inspect", "--format", "{{.State.Pid}}/{{range .NetworkSettings.Networks}}{{.IPAddress}}/{{.GlobalIPv6Address}}{{end}}", name)).Succeeded().Text.Split('/');
        var container = new LabContainer(daemon, name, int.Parse(facts[0], CultureInfo.InvariantCulture), facts[1], facts[2]);
        if (serves)
        {
            await Condition.WaitAsync("the server listens", container.IsListening);
        }

        return container;
    }

    public async ValueTask DisposeAsync() => await _daemon.RunAsync("rm", "-f", Name);

    private bool IsListening() =>
        ((string[])["tcp", "tcp6"]).Any(table => File.ReadAllText($"/proc/{_process}/net/{table}").Contains(":0050 ", StringComparison.Ordinal));
}
