namespace Berth.Engine.Errors;

/// <summary>The container could not be made to run: the runtime, a mount or the network refused (500; 400 where the command is wrong).</summary>
public sealed class ContainerFailedException(string message, Exception? inner = null) : EngineException(message, inner);
