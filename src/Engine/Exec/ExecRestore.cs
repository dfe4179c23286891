using System.Text.Json;
using Berth.Engine.Containers;
using Berth.Engine.Containers.Starting;
using Berth.Engine.Monitors;
using Berth.Engine.Names;
using Berth.EngineApi.Exec;
using Berth.Runtime.Monitor;
using Microsoft.Extensions.Logging;

namespace Berth.Engine.Exec;

public sealed partial class ExecService
{
    /// <summary>
    /// Takes over the execs that an earlier daemon left, once the containers are there: one that runs is followed on, one that has
    /// ended keeps its exit code, one that nobody was told of is ended. What is left on the disk of others goes.
    /// </summary>
    public async Task RestoreAsync(CancellationToken cancellation)
    {
        foreach (Container container in _containers.All)
        {
            string parent = _paths.Execs(container.Id);
            foreach (string directory in Directory.Exists(parent) ? Directory.GetDirectories(parent) : [])
            {
                try
                {
                    await RestoreAsync(container, directory, cancellation);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    LogNotRestored(Path.GetFileName(directory), e);
                }
            }
        }
    }

    private async Task RestoreAsync(Container container, string directory, CancellationToken cancellation)
    {
        LeftMonitor? left = await LeftMonitor.FindAsync(directory, cancellation);
        if (left is { IsSilent: true })
        {
            _ = AwaitWordAsync(container, directory, left.Connection);
        }
        else if (left is not null)
        {
            await TakeOverAsync(container, directory, left.Connection, left.Status);
        }
        else
        {
            if (container.State.IsAlive && !File.Exists(EnginePaths.ExecProbeMark(directory)) && ExitFile.Read(EnginePaths.ExitFile(directory)) is { State: MonitorState.Exited } last)
            {
                ExecSession ended = Session(container, directory);
                ended.ExitCode = last.ExitCode;
                ended.State = ExecState.Ended;
                ended.Ended.TrySetResult();
                container.Execs.Add(ended);
            }

            EngineDirectory.Remove(directory);
        }
    }

    /// <summary>The daemon's start does not wait for a monitor that is stopped.</summary>
    private async Task AwaitWordAsync(Container container, string directory, MonitorConnection monitor)
    {
        try
        {
            if (await monitor.ReceiveStatusAsync() is { } status)
            {
                await TakeOverAsync(container, directory, monitor, status);
                return;
            }

            await monitor.DisposeAsync();
            EngineDirectory.Remove(directory);
        }
        catch (Exception e)
        {
            LogNotRestored(Path.GetFileName(directory), e);
        }
    }

    private async Task TakeOverAsync(Container container, string directory, MonitorConnection monitor, MonitorStatus status)
    {
        if (status.State < MonitorState.Running || File.Exists(EnginePaths.ExecProbeMark(directory)))
        {
            // It waits to be started, for ever: whoever asked for it was told that it failed. Or it is a health check, which nobody would end
            // in time, and whose result nobody waits for: the next one comes.
            await ContainerStarter.KillAsync(monitor);
            EngineDirectory.Remove(directory);
            return;
        }

        ExecSession session = Session(container, directory);
        session.Pid = status.Pid;
        session.Monitor = monitor;
        session.State = ExecState.Running;
        container.Execs.Add(session);
        _ = SuperviseAsync(container, session, monitor, status, directory);
    }

    /// <summary>An exec with the request that it was made by; an engine before this one did not write that down.</summary>
    private static ExecSession Session(Container container, string directory)
    {
        string id = Path.GetFileName(directory);
        string file = EnginePaths.ExecRequestFile(directory);
        ExecCreateRequest? request = ObjectId.IsId(id) && File.Exists(file)
            ? JsonSerializer.Deserialize(File.ReadAllBytes(file), EngineJson.Default.ExecCreateRequest)
            : null;
        return new ExecSession(id, container.Id, request ?? new ExecCreateRequest { Cmd = [""] });
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "exec {Id}: what an earlier daemon left of it could not be taken over")]
    private partial void LogNotRestored(string id, Exception error);
}
