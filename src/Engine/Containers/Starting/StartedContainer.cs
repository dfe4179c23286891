using Berth.Engine.Monitors;
using Berth.Runtime.Monitor;

namespace Berth.Engine.Containers.Starting;

/// <summary>What a successful start leaves in the daemon's hands.</summary>
internal sealed record StartedContainer(MonitorConnection Monitor, MonitorStatus Status, IReadOnlyList<ContainerEndpoint> Endpoints, ContainerSandbox? Sandbox);
