using Berth.Engine.Errors;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>Sends a signal to a container's program; after SIGKILL, returns when it has ended.</summary>
    /// <exception cref="ConflictException">It does not run.</exception>
    public async Task KillAsync(string idOrName, string? signal, CancellationToken cancellation = default)
    {
        int number = Signals.Parse(signal ?? "SIGKILL");
        Container container = _index.Get(idOrName);
        Task exited = container.Exited.Next;
        if (!container.State.IsAlive || !await SignalAsync(container, number, cancellation))
        {
            throw new ConflictException($"cannot kill container: {idOrName}: container {container.Id} is not running");
        }

        if (number == Signals.Kill)
        {
            await EndsWithinAsync(exited, s_killPatience, cancellation);
        }
    }
}
