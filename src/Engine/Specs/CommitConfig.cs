using Berth.EngineApi.Containers;
using Berth.Images.Changes;
using Berth.Oci;
using EmptyObject = Berth.Oci.EmptyObject;

namespace Berth.Engine.Specs;

/// <summary>The configuration of an image that is made of a container.</summary>
internal static class CommitConfig
{
    /// <summary>
    /// The request's configuration with the changes applied, and the container's where it says nothing (<see cref="ImageDefaults"/>);
    /// without one, the container's with the changes applied.
    /// </summary>
    /// <exception cref="Berth.Images.ImageException">InvalidParameter: a change that is none.</exception>
    public static ExecutionConfig Of(ContainerConfig? request, ContainerConfig container, IReadOnlyList<string> changes)
    {
        ExecutionConfig own = FromContainer(container);
        return request is null
            ? ConfigChanges.Apply(own, changes)
            : FromContainer(ImageDefaults.Merge(ToContainer(ConfigChanges.Apply(FromContainer(request), changes)), own));
    }

    private static ExecutionConfig FromContainer(ContainerConfig config) => new()
    {
        User = config.User,
        ExposedPorts = Set(config.ExposedPorts?.Keys),
        Env = config.Env,
        Entrypoint = config.Entrypoint,
        Cmd = config.Cmd,
        ArgsEscaped = config.ArgsEscaped,
        Healthcheck = config.Healthcheck is { } health ? Health(health) : null,
        Volumes = Set(config.Volumes?.Keys),
        WorkingDir = config.WorkingDir,
        OnBuild = config.OnBuild,
        Labels = config.Labels,
        StopSignal = config.StopSignal,
        StopTimeout = config.StopTimeout,
        Shell = config.Shell,
    };

    private static ContainerConfig ToContainer(ExecutionConfig config) => new()
    {
        User = config.User,
        ExposedPorts = config.ExposedPorts?.Keys.ToDictionary(key => key, _ => EngineApi.EmptyObject.Instance),
        Env = config.Env,
        Entrypoint = config.Entrypoint,
        Cmd = config.Cmd,
        ArgsEscaped = config.ArgsEscaped,
        Healthcheck = config.Healthcheck is { } health ? Health(health) : null,
        Volumes = config.Volumes?.Keys.ToDictionary(key => key, _ => EngineApi.EmptyObject.Instance),
        WorkingDir = config.WorkingDir,
        OnBuild = config.OnBuild,
        Labels = config.Labels,
        StopSignal = config.StopSignal,
        StopTimeout = config.StopTimeout,
        Shell = config.Shell,
    };

    private static Dictionary<string, EmptyObject>? Set(IEnumerable<string>? keys) =>
        keys?.ToDictionary(key => key, _ => new EmptyObject(), StringComparer.Ordinal);

    private static HealthCheck Health(HealthConfig health) => new()
    {
        Test = health.Test,
        Interval = Given(health.Interval),
        Timeout = Given(health.Timeout),
        StartPeriod = Given(health.StartPeriod),
        StartInterval = Given(health.StartInterval),
        Retries = health.Retries == 0 ? null : health.Retries,
    };

    private static HealthConfig Health(HealthCheck health) => new()
    {
        Test = health.Test,
        Interval = health.Interval ?? 0,
        Timeout = health.Timeout ?? 0,
        StartPeriod = health.StartPeriod ?? 0,
        StartInterval = health.StartInterval ?? 0,
        Retries = health.Retries ?? 0,
    };

    private static long? Given(long nanoseconds) => nanoseconds == 0 ? null : nanoseconds;
}
