using Berth.Engine.Containers;
using Berth.Engine.Errors;
using Berth.Engine.Monitors;
using Berth.Engine.Names;
using Berth.EngineApi.Exec;
using Berth.Runtime.Monitor;

namespace Berth.Engine.Exec;

public sealed partial class ExecService
{
    /// <summary>Starts an exec of the engine's own, with the events of any other; it is no client's to look at.</summary>
    /// <exception cref="EngineException">The container does not run, or the program cannot be executed.</exception>
    internal async Task<ExecCapture> CaptureAsync(Container container, ExecCreateRequest request)
    {
        var session = new ExecSession(ObjectId.New(), container.Id, request) { IsProbe = true };
        Publish(container, session, "exec_create");
        MonitorConnection? monitor = await StartAsync(
            container, session, new ExecStartRequest(), MonitorStreams.Stdout | MonitorStreams.Stderr);
        return new ExecCapture(session, monitor ?? throw new InvalidOperationException("an exec with streams has a connection"));
    }
}
