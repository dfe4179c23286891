using System.Text.Json;
using System.Text.Json.Nodes;

namespace Berth.Integration.Runtime;

/// <summary>A sleeping container of a spec that a test has changed; deleted when this is disposed of.</summary>
internal sealed class MappedContainer : IAsyncDisposable
{
    private readonly RuntimeSandbox _sandbox;
    private readonly string _runtime;

    private MappedContainer(RuntimeSandbox sandbox, string runtime)
    {
        _sandbox = sandbox;
        _runtime = runtime;
    }

    public string Id { get; } = RuntimeSandbox.NewId();

    public int Pid { get; private set; }

    public static async Task<MappedContainer> StartAsync(RuntimeSandbox sandbox, string runtime, Action<JsonObject> change)
    {
        await MappedSpec.ChownRootAsync(sandbox);
        var container = new MappedContainer(sandbox, runtime);
        string bundle = sandbox.Bundle(container.Id, ["sleep", "1000"], change);
        (await sandbox.RunDetachedAsync(runtime, "create", "-b", bundle, container.Id)).Succeeded();
        (await sandbox.RunAsync(runtime, ["start", container.Id])).Succeeded();
        string state = (await sandbox.RunAsync(runtime, ["state", container.Id])).Succeeded().Output;
        container.Pid = JsonDocument.Parse(state).RootElement.GetProperty("pid").GetInt32();
        return container;
    }

    public async ValueTask DisposeAsync() => (await _sandbox.RunAsync(_runtime, ["delete", "-f", Id])).Succeeded();
}
