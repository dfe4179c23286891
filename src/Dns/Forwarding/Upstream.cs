using System.Net;
using Berth.Linux;

namespace Berth.Dns.Forwarding;

/// <summary>A server that questions are forwarded to.</summary>
/// <param name="Address">Port 53.</param>
/// <param name="FromContainer">It is asked from the container's network namespace; else from the host's.</param>
internal readonly record struct Upstream(IPAddress Address, bool FromContainer);

/// <summary>A socket that never blocks, connected or connecting to a server, from a random port; null: it cannot be had.</summary>
internal delegate Fd? OpenUpstream(Upstream server, bool isStream);
