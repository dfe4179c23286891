using System.Text.Json;
using Berth.Engine.Containers;
using Berth.Engine.Containers.Starting;
using Berth.Engine.Errors;
using Berth.Engine.Monitors;
using Berth.Linux;
using Berth.Runtime.Monitor;
using Berth.EngineApi.Exec;
using Microsoft.Extensions.Logging;

namespace Berth.Engine.Exec;

public sealed partial class ExecService
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const int CannotRun = 126;

    /// <summary>How long after an exec of it has failed a container may end and be the reason.</summary>
    private static readonly TimeSpan s_endPatience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Starts an exec: (1) its directory and process document, (2) a monitor of its own, (3) the client's connection, subscribed,
    /// (4) the program. Returns the client's connection, null where it has none.
    /// </summary>
    private async Task<MonitorConnection?> StartAsync(
        Container container, ExecSession session, ExecStartRequest request, MonitorStreams streams)
    {
        using (await session.Lock.AcquireAsync())
        {
            RefuseUnlessNew(session);
            RefuseUnlessRunning(container, container.Id);
            Task exited = container.Exited.Next;
            int process = container.State.Pid;
            string directory = _paths.ExecDirectory(container.Id, session.Id);
            MonitorConnection? control = null;
            MonitorConnection? client = null;
            try
            {
                // 1.
                Directory.CreateDirectory(directory, OwnerOnly);
                _processes.Write(container, session.Request, request.ConsoleSize ?? session.Request.ConsoleSize, EnginePaths.ProcessFile(directory));

                await File.WriteAllBytesAsync(
                    EnginePaths.ExecRequestFile(directory), JsonSerializer.SerializeToUtf8Bytes(session.Request, EngineJson.Default.ExecCreateRequest));
                if (session.IsProbe)
                {
                    await File.WriteAllBytesAsync(EnginePaths.ExecProbeMark(directory), []);
                }

                Failpoint.Hit("exec.prepared");

                // 2.
                _monitors.Start(new MonitorLaunch { Directory = directory, Arguments = Arguments(session, directory) });
                Failpoint.Hit("exec.spawned");
                control = await MonitorConnection.OpenAsync(directory);
                await ContainerStarter.AwaitStateAsync(control, MonitorState.Created, CancellationToken.None);
                Failpoint.Hit("exec.created");

                // 3.
                client = streams == MonitorStreams.None ? null : await MonitorConnection.OpenSubscribedAsync(directory, streams);

                // 4.
                await control.StartAsync();
                MonitorStatus status = await ContainerStarter.AwaitStateAsync(control, MonitorState.Running, CancellationToken.None);
                Failpoint.Hit("exec.running");
                session.Pid = status.Pid;
                session.Monitor = control;
                session.State = ExecState.Running;
                Publish(container, session, "exec_start");
                _ = SuperviseAsync(container, session, control, status, directory);
                return client;
            }
            catch (Exception e)
            {
                var failure = ContainerStartException.From(e, directory);
                session.State = ExecState.Ended;
                session.ExitCode = failure.ExitCode == ContainerStartException.DaemonError ? CannotRun : failure.ExitCode;
                await DisposeAsync(client);
                if (control is not null)
                {
                    // It may wait to be started.
                    await ContainerStarter.KillAsync(control);
                }

                EngineDirectory.Remove(directory);
                throw await RefusalAsync(container, process, exited, failure) ?? Error(failure);
            }
        }
    }

    private async Task SuperviseAsync(
        Container container, ExecSession session, MonitorConnection control, MonitorStatus status, string directory)
    {
        try
        {
            await using (control)
            {
                // What the monitor refuses meanwhile, such as a signal that comes too late, says nothing of the end.
                MonitorStatus? last = status.IsFinal ? status : await control.ReceiveFinalStatusAsync(static _ => ValueTask.CompletedTask);
                last ??= ExitFile.Read(EnginePaths.ExitFile(directory));
                Failpoint.Hit("exec.ended");
                session.Monitor = null;
                session.ExitCode = last?.ExitCode ?? ContainerState.LostExitCode;
                session.State = ExecState.Ended;
                session.Ended.TrySetResult();
                Publish(container, session, "exec_die", session.ExitCode);
                while (await control.ReceiveAsync() is not null)
                {
                }
            }

            EngineDirectory.Remove(directory);
        }
        catch (Exception e)
        {
            LogSupervisionFailed(session.Id, e);
        }
        finally
        {
            session.Ended.TrySetResult();
        }
    }

    private static IReadOnlyList<string> Arguments(ExecSession session, string directory)
    {
        List<string> arguments =
            ["--exec", EnginePaths.ProcessFile(directory), "--exit-file", EnginePaths.ExitFile(directory)];
        if (session.Request.AttachStdin)
        {
            arguments.Add("--stdin");
        }

        return [.. arguments, session.Id, session.ContainerId];
    }

    /// <summary>What somebody else has just done to the container, and made it impossible; null where that is not the cause.</summary>
    /// <remarks>
    /// The processes of a container that is killed end one after the other: the exec's may have before the container's own, whose end is waited
    /// for a moment.
    /// </remarks>
    private static async Task<ConflictException?> RefusalAsync(Container container, int process, Task exited, ContainerStartException failure)
    {
        if (failure.Message.Contains(": cannot exec in a paused container", StringComparison.Ordinal))
        {
            return new ConflictException($"Container {container.Id} is paused, unpause the container before exec");
        }

        bool ended = HasEnded(container.State, process, failure)
            || (!failure.IsCommandError && await Task.WhenAny(exited, Task.Delay(s_endPatience)) == exited);
        return ended ? new ConflictException($"container {container.Id} is not running") : null;
    }

    /// <summary>
    /// The container ended just now. Its monitor may not have said so yet: the runtime finds it stopped, or its process has no namespaces
    /// any more (the mount namespace goes at its exit, the pid namespace only when it is reaped).
    /// </summary>
    /// <param name="state">How the container stands now.</param>
    /// <param name="process">Its process when the exec began.</param>
    /// <param name="failure">What went wrong.</param>
    private static bool HasEnded(ContainerState state, int process, ContainerStartException failure) =>
        !state.IsAlive || state.Pid != process || failure.Message.Contains(": container not running", StringComparison.Ordinal)
        || !File.Exists($"/proc/{process}/ns/mnt");

    private static EngineException Error(ContainerStartException failure)
    {
        string message = failure.Message.Replace("OCI runtime create failed:", "OCI runtime exec failed:", StringComparison.Ordinal)
            .Replace("unable to start container process", "exec failed: unable to start container process", StringComparison.Ordinal);
        return new ContainerStartException(failure.ExitCode, message, failure.InnerException).ToClientError();
    }

    private static ValueTask DisposeAsync(MonitorConnection? connection) => connection?.DisposeAsync() ?? ValueTask.CompletedTask;

    [LoggerMessage(Level = LogLevel.Error, Message = "exec {Id}: its end could not be handled")]
    private partial void LogSupervisionFailed(string id, Exception error);
}
