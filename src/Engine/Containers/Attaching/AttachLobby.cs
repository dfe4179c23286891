using Berth.Engine.Monitors;
using Berth.Runtime.Monitor;

namespace Berth.Engine.Containers.Attaching;

/// <summary>
/// Where clients wait who attached before the container runs. The start connects each of them to the monitor and lets it
/// subscribe before the program is executed, so that nobody misses the first byte.
/// </summary>
internal sealed class AttachLobby
{
    private readonly Lock _lock = new();
    private readonly List<Guest> _guests = [];

    /// <summary>Waits from now on.</summary>
    public Guest Enter(MonitorStreams streams)
    {
        var guest = new Guest(this, streams);
        lock (_lock)
        {
            _guests.Add(guest);
        }

        return guest;
    }

    /// <summary>Connects everybody who waits to the monitor in <paramref name="directory"/>.</summary>
    public async Task AdmitAsync(string directory, CancellationToken cancellation)
    {
        foreach (Guest guest in TakeAll())
        {
            await guest.AdmitAsync(await MonitorConnection.OpenSubscribedAsync(directory, guest.Streams, cancellation));
        }
    }

    /// <summary>Sends everybody home: the start failed, or the container is removed.</summary>
    public void Dismiss()
    {
        foreach (Guest guest in TakeAll())
        {
            guest.SendHome();
        }
    }

    private Guest[] TakeAll()
    {
        lock (_lock)
        {
            Guest[] guests = [.. _guests];
            _guests.Clear();
            return guests;
        }
    }

    private void Leave(Guest guest)
    {
        lock (_lock)
        {
            _guests.Remove(guest);
        }
    }

    /// <summary>One client that waits. Disposing leaves the lobby.</summary>
    internal sealed class Guest(AttachLobby lobby, MonitorStreams streams) : IDisposable
    {
        private readonly TaskCompletionSource<MonitorConnection?> _admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public MonitorStreams Streams => streams;

        /// <summary>The subscribed connection, the guest's own from then on; null where the container did not start.</summary>
        public Task<MonitorConnection?> Admitted => _admitted.Task;

        /// <summary>
        /// Hands the connection over, or closes it where the guest has left: a connection that nobody reads would hold up the
        /// container's output.
        /// </summary>
        public ValueTask AdmitAsync(MonitorConnection connection) =>
            _admitted.TrySetResult(connection) ? ValueTask.CompletedTask : connection.DisposeAsync();

        public void SendHome() => _admitted.TrySetResult(null);

        public void Dispose()
        {
            lobby.Leave(this);
            SendHome();
        }
    }
}
