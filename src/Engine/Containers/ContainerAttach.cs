using System.Net.Sockets;
using Berth.Engine.Containers.Attaching;
using Berth.Engine.Errors;
using Berth.Engine.Logs;
using Berth.Engine.Monitors;
using Berth.Runtime.Monitor;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>
    /// Prepares an attach. From the moment this returns nothing of the container's output is missed: a container that runs is
    /// subscribed to, one that does not has the client in its lobby.
    /// </summary>
    /// <exception cref="ConflictException">The container is paused, or waits to be started again.</exception>
    public async Task<AttachSession> AttachAsync(string idOrName, AttachOptions request, CancellationToken cancellation = default)
    {
        Container container = _index.Get(idOrName);
        if (container.State.Status == ContainerStatus.Paused)
        {
            throw new ConflictException($"container {idOrName} is paused, unpause the container before attach");
        }

        if (container.State.Status == ContainerStatus.Restarting)
        {
            throw NotRunning(container);
        }

        MonitorStreams streams = request.Streams(container.Record.Config.OpenStdin);
        using (await container.Lock.AcquireAsync(cancellation))
        {
            string? log = request.Logs ? LogPlan.ReadablePath(container.Record, _paths) : null;
            var session = new AttachSession(container.Record.HasTerminal, request, streams, log, () => Publish(container, "detach"));
            if (!request.Stream)
            {
                return session;
            }

            if (container.State.IsAlive)
            {
                await SubscribeAsync(session, container, streams, cancellation);
            }
            else
            {
                session.Enter(container.Lobby.Enter(streams));
            }

            Publish(container, "attach");
            return session;
        }
    }

    private async Task SubscribeAsync(
        AttachSession session, Container container, MonitorStreams streams, CancellationToken cancellation)
    {
        try
        {
            session.Enter(await MonitorConnection.OpenSubscribedAsync(_paths.Bundle(container.Id), streams, cancellation));
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // It has just ended: there is nothing to follow, and nothing wrong.
        }
    }
}
