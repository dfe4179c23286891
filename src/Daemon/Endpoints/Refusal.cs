namespace Berth.Daemon.Endpoints;

/// <summary>What a route that is not supported answers: metadata of the route, from which docs/compatibility is written.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">The message of the answer.</param>
internal sealed record Refusal(int Status, string Message);
