using Berth.Engine.Errors;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Containers.Restarting;

/// <summary>
/// A restart policy and what it decides. <c>on-unhealthy[:N]</c> is Berth's own: <c>on-failure[:N]</c> that takes a failed health check
/// for a failure. On the wire it is <c>on-failure</c> with <c>OnUnhealthy</c>, because clients know only the four names that docker has.
/// </summary>
/// <param name="Kind">When.</param>
/// <param name="MaximumRetries">Of <see cref="RestartKind.OnFailure"/>: so often without the owner's start in between; 0: without end.</param>
/// <param name="OnUnhealthy">A container that has become unhealthy is stopped and started again.</param>
public readonly record struct RestartRule(RestartKind Kind, int MaximumRetries = 0, bool OnUnhealthy = false)
{
    public const string UnhealthyName = "on-unhealthy";

    private const string FailureName = "on-failure";

    public bool IsNever => Kind == RestartKind.Never;

    /// <summary>The rule of a request or of a record, refused in dockerd's words.</summary>
    /// <exception cref="InvalidParameterException">There is no such policy, or it takes no count.</exception>
    public static RestartRule Parse(RestartPolicy? policy)
    {
        string name = policy?.Name ?? "";
        int count = policy?.MaximumRetryCount ?? 0;
        RestartKind? kind = name switch
        {
            "" or "no" => RestartKind.Never,
            "always" => RestartKind.Always,
            "unless-stopped" => RestartKind.UnlessStopped,
            FailureName or UnhealthyName => RestartKind.OnFailure,
            _ => null,
        };
        return kind switch
        {
            null => throw new InvalidParameterException(
                $"invalid restart policy: unknown policy '{name}'; use one of 'no', 'always', 'on-failure', 'on-unhealthy', or 'unless-stopped'"),
            RestartKind.OnFailure when count < 0 => throw new InvalidParameterException(
                "invalid restart policy: maximum retry count cannot be negative"),
            RestartKind.OnFailure => new RestartRule(RestartKind.OnFailure, count, name == UnhealthyName || policy!.OnUnhealthy),
            _ when policy is { OnUnhealthy: true } => throw new InvalidParameterException(
                "invalid restart policy: OnUnhealthy can only be used with 'on-failure'"),
            _ when count != 0 => throw new InvalidParameterException(
                "invalid restart policy: maximum retry count can only be used with 'on-failure'" + (count < 0 ? " and cannot be negative" : "")),
            _ => new RestartRule(kind.Value),
        };
    }

    /// <summary>As it is stored and shown.</summary>
    public RestartPolicy ToPolicy() => new()
    {
        Name = Kind switch
        {
            RestartKind.Always => "always",
            RestartKind.UnlessStopped => "unless-stopped",
            RestartKind.OnFailure => FailureName,
            _ => "no",
        },
        MaximumRetryCount = MaximumRetries,
        OnUnhealthy = OnUnhealthy,
    };

    /// <summary>Whether a container that has just ended is started again.</summary>
    /// <param name="exitCode">The program's.</param>
    /// <param name="stopped">Somebody wanted it to end.</param>
    /// <param name="unhealthy">It was stopped because it had become unhealthy.</param>
    /// <param name="restarts">How often it was started again since its owner did.</param>
    public bool AfterExit(int exitCode, bool stopped, bool unhealthy, int restarts) => !stopped && Kind switch
    {
        RestartKind.Always or RestartKind.UnlessStopped => true,
        RestartKind.OnFailure => (exitCode != 0 || unhealthy) && (MaximumRetries == 0 || restarts < MaximumRetries),
        _ => false,
    };

    /// <summary>
    /// Whether a container that does not run is started with the daemon: of <c>always</c> even one that was stopped, as docker has it.
    /// </summary>
    public bool AtDaemonStart(int exitCode, bool stopped, int restarts) =>
        Kind == RestartKind.Always || AfterExit(exitCode, stopped, unhealthy: false, restarts);
}
