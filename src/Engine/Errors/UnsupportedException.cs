namespace Berth.Engine.Errors;

/// <summary>A part of the API that this version does not have: refused, never accepted and ignored (501).</summary>
public sealed class UnsupportedException(string message, Exception? inner = null) : EngineException(message, inner);
