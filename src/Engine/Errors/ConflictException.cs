namespace Berth.Engine.Errors;

/// <summary>The request does not fit the state that the object is in: a name in use, a container that is not running (409).</summary>
public sealed class ConflictException(string message, Exception? inner = null) : EngineException(message, inner);
