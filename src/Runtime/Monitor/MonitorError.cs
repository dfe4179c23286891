namespace Berth.Runtime.Monitor;

/// <summary>The payload of <see cref="FrameKind.Error"/>: why a request was refused.</summary>
public sealed record MonitorError(string Message);
