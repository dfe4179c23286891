using Berth.Engine.Containers;
using Berth.Engine.Errors;
using Berth.Engine.Events;
using Berth.Engine.Monitors;
using Berth.Engine.Names;
using Berth.Engine.Streams;
using Berth.EngineApi.Exec;
using Berth.Runtime.Monitor;
using Microsoft.Extensions.Logging;

namespace Berth.Engine.Exec;

/// <summary>Programs that run in a container beside its own.</summary>
public sealed partial class ExecService
{
    private readonly EnginePaths _paths;
    private readonly ContainerIndex _containers;
    private readonly MonitorSpawner _monitors;
    private readonly ExecProcessWriter _processes;
    private readonly ContainerEvents _events;
    private readonly ILogger<ExecService> _log;

    internal ExecService(
        EnginePaths paths,
        ContainerIndex containers,
        MonitorSpawner monitors,
        ExecProcessWriter processes,
        EventBus events,
        ILogger<ExecService> log)
    {
        _paths = paths;
        _containers = containers;
        _monitors = monitors;
        _processes = processes;
        _events = new ContainerEvents(events);
        _log = log;
    }

    /// <summary>Notes what is to be run; returns its ID.</summary>
    public string Create(string containerIdOrName, ExecCreateRequest request)
    {
        if (request.Cmd is null or { Count: 0 })
        {
            throw new InvalidParameterException("No exec command specified");
        }

        _ = DetachKeys.Parse(request.DetachKeys);
        Container container = _containers.Get(containerIdOrName);
        RefuseUnlessRunning(container, containerIdOrName);
        var session = new ExecSession(ObjectId.New(), container.Id, request);
        container.Execs.Add(session);
        Publish(container, session, "exec_create");
        return session.Id;
    }

    /// <summary>Runs it with nobody attached; returns when it runs.</summary>
    public async Task StartDetachedAsync(string execId, ExecStartRequest request)
    {
        (Container container, ExecSession session) = Get(execId);
        await StartAsync(container, session, request, MonitorStreams.None);
    }

    /// <summary>
    /// Checks that it can be started with a client attached. What goes wrong after this is told on the client's stream, for the
    /// answer's head is out by then.
    /// </summary>
    public Task<ExecAttachment> PrepareAsync(string execId, ExecStartRequest request)
    {
        (Container container, ExecSession session) = Get(execId);
        RefuseUnlessRunning(container, container.Id);
        RefuseUnlessNew(session);
        return Task.FromResult(new ExecAttachment(
            session,
            streams => StartAsync(container, session, request, streams),
            () => _events.Publish(container.Record, "exec_detach", ("execID", session.Id))));
    }

    public async Task ResizeAsync(string execId, int rows, int columns, CancellationToken cancellation)
    {
        (_, ExecSession session) = Get(execId);
        MonitorConnection monitor = session.Monitor ?? throw new ConflictException($"exec {execId} is not running");
        try
        {
            await monitor.ResizeAsync(ContainerService.TerminalSide(rows), ContainerService.TerminalSide(columns), cancellation);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It has just ended.
            throw new ConflictException($"exec {execId} is not running");
        }
    }

    public ExecInspect Inspect(string execId)
    {
        (_, ExecSession session) = Get(execId);
        ExecCreateRequest request = session.Request;
        return new ExecInspect
        {
            ID = session.Id,
            Running = session.State == ExecState.Running,
            ExitCode = session.ExitCode,
            Pid = session.Pid,
            ContainerID = session.ContainerId,
            OpenStdin = request.AttachStdin,
            OpenStdout = request.AttachStdout,
            OpenStderr = request.AttachStderr,
            DetachKeys = string.IsNullOrEmpty(request.DetachKeys) ? "" : Convert.ToBase64String(DetachKeys.Parse(request.DetachKeys).Span),
            CanRemove = false,
            ProcessConfig = new ExecProcessConfig
            {
                Tty = request.Tty,
                Entrypoint = request.Cmd![0],
                Arguments = [.. request.Cmd.Skip(1)],
                Privileged = request.Privileged,
                User = request.User.Length == 0 ? null : request.User,
            },
        };
    }

    private (Container Container, ExecSession Session) Get(string execId)
    {
        foreach (Container container in _containers.All)
        {
            if (container.Execs.Find(execId) is { } session)
            {
                return (container, session);
            }
        }

        throw new NotFoundException($"No such exec instance: {execId}");
    }

    private static void RefuseUnlessRunning(Container container, string name)
    {
        switch (container.State.Status)
        {
            case ContainerStatus.Running:
                return;
            case ContainerStatus.Paused:
                throw new ConflictException($"Container {name} is paused, unpause the container before exec");
            case ContainerStatus.Restarting:
                throw new ConflictException($"Container {container.Id} is restarting, wait until the container is running");
            default:
                throw new ConflictException($"container {container.Id} is not running");
        }
    }

    private static void RefuseUnlessNew(ExecSession session)
    {
        if (session.State != ExecState.Created)
        {
            throw new ConflictException($"Error: Exec command {session.Id} has already run");
        }
    }

    private void Publish(Container container, ExecSession session, string action, int? exitCode = null)
    {
        if (exitCode is { } code)
        {
            string text = code.ToString(System.Globalization.CultureInfo.InvariantCulture);
            _events.Publish(container.Record, action, ("execID", session.Id), ("exitCode", text));
            return;
        }

        _events.Publish(container.Record, $"{action}: {string.Join(' ', session.Request.Cmd!)}", ("execID", session.Id));
    }
}
