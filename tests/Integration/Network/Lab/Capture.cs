using System.Diagnostics;
using Berth.Harness;

namespace Berth.Integration.Network.Lab;

/// <summary>What tcpdump(8) sees on an interface of a host, from before the start has returned.</summary>
internal sealed class Capture : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private readonly List<string> _lines = [];

    private Capture(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <param name="host">Where.</param>
    /// <param name="link">An interface, or <c>any</c>.</param>
    /// <param name="filter">pcap-filter(7).</param>
    public static async Task<Capture> StartAsync(LabHost host, string link, string filter)
    {
        var start = new ProcessStartInfo(
            "nsenter", [$"--net={host.Namespace}", "--", "tcpdump", "-i", link, "-n", "-l", "--immediate-mode", "-t", filter])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        Process process = Process.Start(start) ?? throw new CommandException("tcpdump did not start");
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("listening on", StringComparison.Ordinal))
            {
                return new Capture(process);
            }
        }

        throw new CommandException($"tcpdump ended: {filter}");
    }

    /// <summary>Waits for a packet whose line has the text.</summary>
    public Task SeeAsync(string text) => Condition.WaitAsync($"a packet with {text} among:\n{string.Join('\n', Lines())}", () => Lines().Any(line => line.Contains(text, StringComparison.Ordinal)));

    /// <summary>Ends the capture.</summary>
    /// <returns>All packets that were seen, a line each.</returns>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        await Command.RunAsync("kill", ["-INT", $"{_process.Id}"]);
        await _process.WaitForExitAsync();
        await _reading;
        return Lines();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync();
        }

        _process.Dispose();
    }

    private string[] Lines()
    {
        lock (_lines)
        {
            return [.. _lines];
        }
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Length > 0)
            {
                lock (_lines)
                {
                    _lines.Add(line);
                }
            }
        }
    }
}
