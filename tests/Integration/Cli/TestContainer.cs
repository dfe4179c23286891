using Berth.Harness;

namespace Berth.Integration.Cli;

/// <summary>A container that is removed when the test is done with it.</summary>
public sealed class TestContainer(Daemon daemon, string name) : IAsyncDisposable
{
    public string Name { get; } = name;

    public async Task<string> InspectAsync(string format) =>
        (await daemon.RunAsync("inspect", "--type", "container", "--format", format, Name)).Succeeded().Text;

    /// <summary>Runs a shell line in the container; it must succeed.</summary>
    public async Task<string> ShellAsync(string script) =>
        (await daemon.RunAsync("exec", Name, "sh", "-c", script)).Succeeded().Text;

    public async ValueTask DisposeAsync() => await daemon.RunAsync("rm", "-f", Name);
}
