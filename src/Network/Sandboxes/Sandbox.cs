using Berth.Linux;
using Berth.Network.Ports;

namespace Berth.Network.Sandboxes;

/// <summary>
/// A network namespace that is wired up and ready for a container. Disposing closes this process's copies of
/// <see cref="HeldSockets"/> and <see cref="NameSockets"/> only; the namespace stays until <see cref="NetworkController.Release"/>.
/// </summary>
public sealed class Sandbox : IDisposable
{
    public required string ContainerId { get; init; }

    /// <summary>The namespace as a file, for the <c>path</c> of the spec's network namespace.</summary>
    public required string NetnsPath { get; init; }

    /// <summary>Its networks, in the order in which they were asked for; may be none.</summary>
    public required IReadOnlyList<Attachment> Attachments { get; init; }

    public required IReadOnlyList<PublishedPort> Ports { get; init; }

    /// <summary>
    /// Bound host sockets, one a published port and address, that keep other programs off the port. They are for the monitor to hold (they
    /// must be closed when the container ends), and to relay what reaches them as <see cref="PortTable"/> says.
    /// </summary>
    public IReadOnlyList<Fd> HeldSockets { get; init; } = [];

    /// <summary>
    /// Sockets in the namespace that the container's questions for names arrive at, UDP and TCP, for the monitor, which answers from the files
    /// below <see cref="NamesDirectory"/>; none of a sandbox that was taken over.
    /// </summary>
    public IReadOnlyList<Fd> NameSockets { get; init; } = [];

    public string NamesDirectory { get; init; } = "";

    /// <summary>The file that tells the monitor what to do with the sockets; replaced when that changes.</summary>
    public required string PortTable { get; init; }

    public void Dispose()
    {
        foreach (Fd socket in HeldSockets.Concat(NameSockets))
        {
            socket.Dispose();
        }
    }
}
