namespace Berth.Engine.Errors;

/// <summary>A web server that was to be asked gave no answer (500).</summary>
public sealed class DownloadFailedException(string message, Exception? inner = null) : EngineException(message, inner);
