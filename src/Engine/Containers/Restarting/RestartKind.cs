namespace Berth.Engine.Containers.Restarting;

/// <summary>When a container is started again (Engine API <c>RestartPolicy</c>).</summary>
public enum RestartKind
{
    Never,
    Always,
    UnlessStopped,
    OnFailure,
}
