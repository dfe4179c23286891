using System.Diagnostics;
using Berth.Harness;
using Berth.Network.Sandboxes;

namespace Berth.Integration.Network.Lab;

/// <summary>What a container is to the network: a namespace on a network, and programs in it. It is disconnected when the test is done with it.</summary>
internal sealed class LabContainer(LabEngine engine, Sandbox sandbox, string pages) : IAsyncDisposable
{
    private Process? _server;

    public string Address => $"{sandbox.Attachments[0].Address}";

    public string Address6 => $"{sandbox.Attachments[0].IPv6Address}";

    /// <summary>Serves a page on port 80 of both families, and waits until it does.</summary>
    public async Task ServeAsync()
    {
        _server = Process.Start(new ProcessStartInfo("nsenter", [$"--net={sandbox.NetnsPath}", "--", "busybox", "httpd", "-f", "-p", "80", "-h", pages]));
        await Condition.WaitAsync("the server listens", async () => (await ShellAsync("cat /proc/self/net/tcp /proc/self/net/tcp6")).Contains(":0050 ", StringComparison.Ordinal));
    }

    /// <summary>Runs a shell line in the container; it must succeed.</summary>
    public async Task<string> ShellAsync(string script) => (await InsideAsync(script)).Succeeded().Text;

    /// <summary>Asks for a page from inside the container.</summary>
    /// <returns>The answer; empty when none came within a second.</returns>
    public async Task<string> FetchAsync(string address, int port) => (await InsideAsync(LabHost.Fetch(address, port))).Output;

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            server.Kill();
            await server.WaitForExitAsync();
            server.Dispose();
        }

        sandbox.Dispose();
        await engine.DoAsync(controller =>
        {
            controller.Release(sandbox.ContainerId);
            return 0;
        });
    }

    private Task<CommandResult> InsideAsync(string script) => Command.RunAsync("nsenter", [$"--net={sandbox.NetnsPath}", "--", "sh", "-c", script]);
}
