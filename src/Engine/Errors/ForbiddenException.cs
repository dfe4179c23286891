namespace Berth.Engine.Errors;

/// <summary>The request is understood and refused, and asking again will not help (403).</summary>
public sealed class ForbiddenException(string message, Exception? inner = null) : EngineException(message, inner);
