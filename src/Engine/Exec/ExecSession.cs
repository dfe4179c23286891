using Berth.Engine.Concurrency;
using Berth.Engine.Monitors;
using Berth.EngineApi.Exec;

namespace Berth.Engine.Exec;

/// <summary>A program to run, running or run in a container beside its own. Lives as long as the daemon.</summary>
internal sealed class ExecSession(string id, string containerId, ExecCreateRequest request)
{
    public string Id => id;

    public string ContainerId => containerId;

    public ExecCreateRequest Request => request;

    /// <summary>A health check's: nobody but this daemon waits for it.</summary>
    public bool IsProbe { get; init; }

    /// <summary>Held by whoever starts it.</summary>
    public AsyncLock Lock { get; } = new();

    public ExecState State { get; set; }

    public int Pid { get; set; }

    /// <summary>Null until it has ended.</summary>
    public int? ExitCode { get; set; }

    /// <summary>
    /// Set once the exit code is there to be asked for. A client asks as soon as its stream ends, so the stream ends after this.
    /// </summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The control connection, while it runs.</summary>
    public MonitorConnection? Monitor { get; set; }
}

internal enum ExecState
{
    Created,
    Running,
    Ended,
}
