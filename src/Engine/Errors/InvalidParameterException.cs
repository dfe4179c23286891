namespace Berth.Engine.Errors;

/// <summary>The request itself is wrong, whatever the state of the engine (400).</summary>
public sealed class InvalidParameterException(string message, Exception? inner = null) : EngineException(message, inner);
