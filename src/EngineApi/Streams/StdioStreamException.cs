namespace Berth.EngineApi.Streams;

/// <summary>The daemon ended a framed stream with an error.</summary>
public sealed class StdioStreamException(string message) : IOException(message);
