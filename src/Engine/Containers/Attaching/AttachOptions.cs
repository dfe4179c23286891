using Berth.Runtime.Monitor;

namespace Berth.Engine.Containers.Attaching;

/// <summary>What a client attaches to.</summary>
public sealed record AttachOptions
{
    public bool Stdin { get; init; }

    public bool Stdout { get; init; }

    public bool Stderr { get; init; }

    /// <summary>What the container writes from now on.</summary>
    public bool Stream { get; init; }

    /// <summary>What it has written before.</summary>
    public bool Logs { get; init; }

    /// <summary>Bytes of both outputs as they come, without frames: a websocket has its own.</summary>
    public bool Plain { get; init; }

    public ReadOnlyMemory<byte> DetachKeys { get; init; } = Berth.Engine.Streams.DetachKeys.Default;

    internal MonitorStreams Streams(bool hasStdin) =>
        (Stdout ? MonitorStreams.Stdout : 0) | (Stderr ? MonitorStreams.Stderr : 0) | (Stdin && hasStdin ? MonitorStreams.Stdin : 0);
}
