using System.Net.Sockets;
using Berth.Linux;
using Berth.Runtime.Monitor;

namespace Berth.Engine.Monitors;

/// <summary>A monitor that an earlier daemon started, found again by its socket.</summary>
/// <param name="Connection">The control connection.</param>
/// <param name="Status">What it said; <see cref="MonitorState.Running"/> where it said nothing in time.</param>
/// <param name="IsSilent">
/// It has taken the connection and says nothing: it is busy or stopped, and its process lives on. Its status is still to come.
/// </param>
internal sealed record LeftMonitor(MonitorConnection Connection, MonitorStatus Status, bool IsSilent)
{
    /// <summary>How long the daemon's start waits for a monitor's first word.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>The monitor that works in a directory; null where there is none any more.</summary>
    public static async Task<LeftMonitor?> FindAsync(string directory, CancellationToken cancellation)
    {
        MonitorConnection? connection = null;
        try
        {
            connection = await MonitorConnection.OpenAsync(directory, cancellation);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(s_patience);
            if (await connection.ReceiveStatusAsync(patience.Token) is { } status)
            {
                return new LeftMonitor(connection, status, IsSilent: false);
            }
        }
        catch (OperationCanceledException) when (connection is not null && !cancellation.IsCancellationRequested)
        {
            return new LeftMonitor(connection, new MonitorStatus { State = MonitorState.Running }, IsSilent: true);
        }
        catch (Exception e) when (e is SocketException or LinuxException or IOException)
        {
            // Nobody there: that is the answer.
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
        }

        return null;
    }
}
