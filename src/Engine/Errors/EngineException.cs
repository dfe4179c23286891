namespace Berth.Engine.Errors;

/// <summary>
/// A request that the engine refuses or cannot carry out, in words made for the client. The class says which kind of failure it
/// is; the daemon maps the class to an HTTP status in one place. Whatever is not an <see cref="EngineException"/> is a fault of ours.
/// </summary>
public abstract class EngineException(string message, Exception? inner = null) : Exception(message, inner);
