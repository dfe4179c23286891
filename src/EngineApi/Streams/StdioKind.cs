namespace Berth.EngineApi.Streams;

/// <summary>The stream that a frame belongs to.</summary>
public enum StdioKind : byte
{
    Stdin = 0,
    Stdout = 1,
    Stderr = 2,

    /// <summary>An error of the daemon that ends the stream.</summary>
    SystemError = 3,
}
