using Berth.Harness;

namespace Berth.Integration.Cli;

/// <summary>
/// Behaviour that a user of the command line sees. These classes run against any pairing of client and daemon that
/// <see cref="Target"/> knows, so they compare text only where all of them agree.
/// </summary>
public abstract class CliTest(SharedDaemon shared)
{
    protected const string Busybox = Daemon.Busybox;

    protected Daemon Daemon { get; } = shared.Daemon;

    /// <summary>A container name that no other test uses.</summary>
    protected static string NewName() => $"t-{Guid.NewGuid():N}"[..14];

    /// <summary>Runs the client.</summary>
    protected Task<CommandResult> RunAsync(params IEnumerable<string> arguments) => Daemon.RunAsync(arguments);

    /// <summary>Runs the client, which must succeed.</summary>
    /// <returns>What it printed, without the last line break.</returns>
    protected async Task<string> TextAsync(params IEnumerable<string> arguments) =>
        (await Daemon.RunAsync(arguments)).Succeeded().Text;

    /// <summary>Runs <c>run --rm busybox sh -c SCRIPT</c> with options before the image; it must succeed.</summary>
    protected Task<string> ShellAsync(string script, params IEnumerable<string> options) =>
        TextAsync(["run", "--rm", .. options, Busybox, "sh", "-c", script]);

    /// <summary>Starts a container that lives until it is removed.</summary>
    /// <returns>It, to be disposed, which removes the container.</returns>
    protected async Task<TestContainer> StartSleeperAsync(params IEnumerable<string> options)
    {
        string name = NewName();
        (await RunAsync(["run", "-d", "--name", name, .. options, Busybox, "sleep", "1000"])).Succeeded();
        return new TestContainer(Daemon, name);
    }

    /// <summary>Makes a network.</summary>
    /// <returns>It, to be disposed, which removes the network: after its containers.</returns>
    protected async Task<TestNetwork> NewNetworkAsync(params IEnumerable<string> options)
    {
        string name = NewName();
        (await RunAsync(["network", "create", .. options, name])).Succeeded();
        return new TestNetwork(Daemon, name);
    }

    /// <summary>A subnet that nothing else has.</summary>
    /// <returns>Its first three numbers: <c>10.123.45</c>.</returns>
    protected static string NewSubnet()
    {
        byte[] random = System.Security.Cryptography.RandomNumberGenerator.GetBytes(2);
        return $"10.{100 + (random[0] % 90)}.{random[1]}";
    }
}
