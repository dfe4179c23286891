using System.Text.Json.Nodes;

namespace Berth.Integration.Runtime;

/// <summary>A container that sleeps until it is deleted, which happens when this is disposed of.</summary>
internal sealed class RunningContainer : IAsyncDisposable
{
    private readonly RuntimeSandbox _sandbox;
    private readonly string _runtime;

    private RunningContainer(RuntimeSandbox sandbox, string runtime, Action<JsonObject>? change)
    {
        _sandbox = sandbox;
        _runtime = runtime;
        Bundle = sandbox.Bundle(Id, ["sleep", "1000"], change);
    }

    public string Id { get; } = RuntimeSandbox.NewId();

    public string Bundle { get; }

    public static async Task<RunningContainer> StartAsync(
        RuntimeSandbox sandbox, string runtime, Action<JsonObject>? change = null)
    {
        var container = new RunningContainer(sandbox, runtime, change);
        (await sandbox.RunDetachedAsync(runtime, "create", "-b", container.Bundle, container.Id)).Succeeded();
        (await sandbox.RunAsync(runtime, ["start", container.Id])).Succeeded();
        return container;
    }

    public async ValueTask DisposeAsync() => (await _sandbox.RunAsync(_runtime, ["delete", "-f", Id])).Succeeded();
}
