namespace Berth.Registry.Observability;

/// <summary>What requests are counted by.</summary>
/// <param name="Method">GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS or <c>other</c>: clients can invent any number of methods.</param>
internal readonly record struct RequestKey(RouteKind Kind, string Method, int Status);
