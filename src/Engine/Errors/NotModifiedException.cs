namespace Berth.Engine.Errors;

/// <summary>The object is already as the request wants it: starting what runs, stopping what does not (304, no body).</summary>
public sealed class NotModifiedException(string message, Exception? inner = null) : EngineException(message, inner);
