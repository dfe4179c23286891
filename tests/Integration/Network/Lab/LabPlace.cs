using System.Diagnostics;
using Berth.Harness;

namespace Berth.Integration.Network.Lab;

/// <summary>A network namespace in which programs of this machine can be run: a host of the lab, or a container on one.</summary>
/// <param name="path">The namespace as a file.</param>
internal abstract class LabPlace(string path)
{
    /// <summary>Runs a program here.</summary>
    public Task<CommandResult> RunAsync(params IEnumerable<string> line) => Command.RunAsync("nsenter", [$"--net={path}", "--", .. line]);

    /// <summary>Starts a program here.</summary>
    /// <exception cref="CommandException">It did not start.</exception>
    public LabProgram Start(params IEnumerable<string> line) =>
        new(Process.Start(new ProcessStartInfo("nsenter", [$"--net={path}", "--", .. line])) ?? throw new CommandException("nsenter did not start"));

    /// <summary>Runs a shell line here; it must succeed.</summary>
    public async Task<string> ShellAsync(string script) => (await RunAsync("sh", "-c", script)).Succeeded().Text;

    /// <summary>Asks for the page at an address, once. For what is not to be had; what is, <see cref="ReachesAsync"/> waits for.</summary>
    /// <returns>The answer; empty when none came within a second.</returns>
    public async Task<string> FetchAsync(string address, int port) => (await RunAsync("sh", "-c", Fetch(address, port))).Output;

    /// <summary>Waits until the page at an address comes.</summary>
    public Task ReachesAsync(string address, int port) => Condition.WaitAsync(
        $"the page at {address} port {port}", async () => (await FetchAsync(address, port)).EndsWith(LabTest.Page, StringComparison.Ordinal));

    /// <summary>Waits until an address answers a ping.</summary>
    public Task PingsAsync(string address) => Condition.WaitAsync($"an answer of {address} to a ping", () => IsAnsweredAsync(address));

    /// <summary>Whether an address answers a ping within a second.</summary>
    public async Task<bool> IsAnsweredAsync(string address) => (await RunAsync("busybox", "ping", "-c", "1", "-W", "1", address)).ExitCode == 0;

    /// <summary>A shell line that prints the answer to a request for <c>/</c>. Not wget: Debian's static busybox crashes in it.</summary>
    private static string Fetch(string address, int port) => $"printf 'GET / HTTP/1.0\\r\\n\\r\\n' | busybox nc -w 1 {address} {port}";
}
