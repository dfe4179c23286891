using Berth.Linux;

namespace Berth.Network.Ports;

/// <summary>A port that was allocated.</summary>
/// <param name="Port">The port.</param>
/// <param name="Socket">Holds it; null where no port of the host's is taken (a routed network).</param>
internal sealed record AllocatedPort(PublishedPort Port, Fd? Socket);
