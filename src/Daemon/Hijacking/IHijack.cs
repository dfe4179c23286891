using System.IO.Pipelines;

namespace Berth.Daemon.Hijacking;

/// <summary>The feature by which a handler takes the connection of its request away from the HTTP server.</summary>
internal interface IHijack
{
    /// <summary>Takes the connection; the handler then owns both directions, and ends the output itself.</summary>
    IDuplexPipe Hijack();
}
