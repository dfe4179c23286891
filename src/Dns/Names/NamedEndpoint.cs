using System.Net;

namespace Berth.Dns.Names;

/// <summary>A container in a network.</summary>
/// <param name="Names">What it can be asked for as: its name first, which is the one that its addresses are told to have; aliases, short ID, host name.</param>
/// <param name="Addresses">Of both families.</param>
public sealed record NamedEndpoint(IReadOnlyList<string> Names, IReadOnlyList<IPAddress> Addresses);
