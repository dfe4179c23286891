namespace Berth.Dns.Serving;

/// <summary>What becomes of a message.</summary>
internal enum Verdict
{
    /// <summary>It is no question: nobody waits for an answer.</summary>
    Drop,

    /// <summary>The answer is known.</summary>
    Answer,

    /// <summary>Other servers are asked.</summary>
    Forward,
}
