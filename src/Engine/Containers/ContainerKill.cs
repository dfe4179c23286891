using Berth.Engine.Containers.Restarting;
using Berth.Engine.Errors;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>Sends a signal to a container's program; after SIGKILL, returns when it has ended.</summary>
    /// <exception cref="ConflictException">It does not run.</exception>
    /// <exception cref="InvalidParameterException">There is no such signal.</exception>
    public async Task KillAsync(string idOrName, string? signal, CancellationToken cancellation = default)
    {
        int number = ParseFor($"cannot kill container: {idOrName}", string.IsNullOrEmpty(signal) ? "SIGKILL" : signal);
        Container container = Found(idOrName);
        Task exited = container.Exited.Next;
        bool ends = StopSignals.Includes(number, container.Record.Config.StopSignal);
        if (!await SignalAsync(container, number, ends, byOwner: ends))
        {
            throw new ConflictException($"cannot kill container: {idOrName}: container {container.Id} is not running");
        }

        if (number == Signals.Kill && container.State.IsAlive)
        {
            await EndsWithinAsync(exited, s_killPatience).WaitAsync(cancellation);
        }
    }

    /// <exception cref="NotFoundException">There is none.</exception>
    private Container Found(string idOrName)
    {
        try
        {
            return _index.Get(idOrName);
        }
        catch (NotFoundException e)
        {
            throw new NotFoundException($"cannot kill container: {idOrName}: {e.Message}");
        }
    }
}
