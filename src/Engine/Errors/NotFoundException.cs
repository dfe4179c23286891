namespace Berth.Engine.Errors;

/// <summary>What the request names is not there: <c>No such container: X</c> (404).</summary>
public sealed class NotFoundException(string message, Exception? inner = null) : EngineException(message, inner);
