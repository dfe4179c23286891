using System.IO.Pipelines;

namespace Berth.Engine.Streams;

/// <summary>A client's end of an attach or an exec: bytes both ways over a hijacked connection.</summary>
public interface IClientStream
{
    /// <summary>What the client types. Ends when the client has no more.</summary>
    PipeReader Input { get; }

    /// <summary>What the client sees.</summary>
    PipeWriter Output { get; }
}
