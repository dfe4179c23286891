using System.Net.Sockets;
using System.Text.Json;
using Berth.Engine.Errors;
using Berth.Images;
using Berth.Linux;
using Berth.Network;
using Berth.Runtime.Monitor;

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

    /// <summary>
    /// What a start failed with. A monitor that gives up while it is spoken to has written down why, and then it is gone: what the
    /// connection says of that (broken pipe, connection refused) helps nobody.
    /// </summary>
    /// <param name="cause">What a step threw.</param>
    /// <param name="directory">The monitor's, with its exit file.</param>
    public static ContainerStartException From(Exception cause, string directory)
    {
        bool isLost = cause is IOException or SocketException || cause.InnerException is EndOfStreamException;
        return isLost && LastWord(directory) is { State: MonitorState.Failed } last ? Of(last) : From(cause);
    }

    /// <summary>A monitor's failure, in the words that the runtime has for most of them, once.</summary>
    public static ContainerStartException Of(MonitorStatus failure)
    {
        const string start = "unable to start container process: ";
        string error = failure.Error ?? "";
        return new(failure.ExitCode ?? DaemonError, $"OCI runtime create failed: {(error.StartsWith(start, StringComparison.Ordinal) ? error : start + error)}: unknown");
    }

    private static MonitorStatus? LastWord(string directory)
    {
        try
        {
            return ExitFile.Read(EnginePaths.ExitFile(directory));
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            return null;
        }
    }

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
