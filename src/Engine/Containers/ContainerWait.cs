namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>
    /// Waits for a container to be where <paramref name="condition"/> says. The wait has begun when this returns: what happens from
    /// then on is not missed.
    /// </summary>
    public Task<ContainerEnd> BeginWait(string idOrName, WaitCondition condition)
    {
        Container container = _index.Get(idOrName);
        Task<ContainerEnd> exit = container.Exited.Next;
        return condition switch
        {
            WaitCondition.NextExit => exit,
            WaitCondition.Removed => container.Removed.Next,
            _ => container.State.IsActive ? exit : Task.FromResult(new ContainerEnd(container.State.ExitCode, container.State.Error)),
        };
    }
}

/// <summary>What a client waits for.</summary>
public enum WaitCondition
{
    /// <summary>That it does not run, which may be so already.</summary>
    NotRunning,

    /// <summary>The next time that it ends.</summary>
    NextExit,

    /// <summary>That it is gone.</summary>
    Removed,
}
