namespace Berth.Dns.Forwarding;

/// <summary>Who asked, and waits for an answer: somebody's datagram, or a connection.</summary>
internal interface IClient
{
    /// <summary>The most bytes that it takes.</summary>
    int MaxSize { get; }

    /// <summary>It asked over TCP, and so is asked on.</summary>
    bool IsStream { get; }

    /// <summary>Sends it, or drops it where the client is gone.</summary>
    void Answer(ReadOnlySpan<byte> message);
}
