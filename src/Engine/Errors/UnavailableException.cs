namespace Berth.Engine.Errors;

/// <summary>The engine cannot serve this now, or not as the engine it is (503).</summary>
public sealed class UnavailableException(string message, Exception? inner = null) : EngineException(message, inner);
