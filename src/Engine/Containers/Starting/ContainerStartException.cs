using Berth.Engine.Errors;
using Berth.Images;
using Berth.Linux;
using Berth.Network;

namespace Berth.Engine.Containers.Starting;

/// <summary>A start that failed: the exit code that the container gets for it, and the error that the client gets.</summary>
internal sealed class ContainerStartException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>dockerd's code for a container that it could not start, for reasons that are not the command's.</summary>
    public const int DaemonError = 128;

    private const int NotExecutable = 126;
    private const int NotFound = 127;

    public int ExitCode => exitCode;

    /// <summary>The container's command cannot be executed: trying again would change nothing.</summary>
    public bool IsCommandError => exitCode is NotFound or NotExecutable;

    public static ContainerStartException From(Exception cause) => cause switch
    {
        ContainerStartException already => already,
        OperationCanceledException => new(DaemonError, "the start was given up: the client or the daemon went away", cause),
        NetworkException network => new(DaemonError, $"failed to set up container networking: {network.Message}", network),
        EngineException or ImageException or LinuxException => new(DaemonError, cause.Message, cause),
        _ => new(DaemonError, $"failed to start the container: {cause.Message}", cause),
    };

    /// <summary>A command that is wrong is the client's error (400), all else is the host's (500), unless the step that failed knows better.</summary>
    public EngineException ToClientError() => InnerException switch
    {
        EngineException known => known,
        NetworkException { Kind: NetworkErrorKind.NotFound } => new NotFoundException(Message, this),
        _ when IsCommandError => new InvalidParameterException(Message, this),
        _ => new ContainerFailedException(Message, this),
    };
}
