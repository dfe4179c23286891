using Berth.Engine.Containers;
using Berth.Engine.Containers.Restarting;
using Berth.Engine.Errors;
using Berth.Engine.Host;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Specs;

/// <summary>
/// Checks a create request before anything is made. Every field is either carried out or refused here, in dockerd's words where
/// it has some: nothing is accepted and ignored. What depends on other containers and on the image's files is checked where these
/// are known.
/// </summary>
public static class CreateRequestValidator
{
    /// <returns>Warnings for the client: what will be carried out otherwise than it may think.</returns>
    /// <exception cref="InvalidParameterException">A field is wrong.</exception>
    /// <exception cref="UnsupportedException">A field asks for what Berth does not have.</exception>
    public static IReadOnlyList<string> Validate(CreateContainerRequest request, SystemFacts facts)
    {
        HostConfig host = request.HostConfig ?? new HostConfig();
        ValidateConfig(request);
        ValidateLifetime(host);
        SecurityRules.Validate(host);
        DeviceRules.Validate(host);
        NetworkRules.Validate(request, host);
        UnsupportedRules.Validate(request, host);
        _ = MountPlanner.Plan(request, host);
        foreach (string from in host.VolumesFrom ?? [])
        {
            _ = VolumesFromSpec.Parse(from);
        }

        return [.. ResourceRules.Validate(host, facts.Cgroups, facts.CpuCount), .. NetworkRules.Warnings(host)];
    }

    /// <summary>Checks what is to be changed in a container, as far as it can be without knowing the container.</summary>
    /// <returns>Warnings.</returns>
    /// <exception cref="InvalidParameterException">A limit or the restart policy is wrong.</exception>
    /// <exception cref="UnsupportedException">A field asks for what Berth does not have.</exception>
    public static IReadOnlyList<string> ValidateUpdate(HostConfig change, SystemFacts facts)
    {
        ValidateLifetime(new HostConfig { RestartPolicy = change.RestartPolicy });
        UnsupportedRules.ValidateUpdate(change);
        return [.. ResourceRules.Validate(change, facts.Cgroups, facts.CpuCount, isUpdate: true)];
    }

    private static void ValidateConfig(CreateContainerRequest request)
    {
        HostNames.Validate(request.Hostname);
        HostNames.Validate(request.Domainname);
        EnvironmentRules.Validate(request.Env);
        HealthRules.Validate(request.Healthcheck);
        if (!string.IsNullOrEmpty(request.WorkingDir) && !ContainerPath.IsAbsolute(request.WorkingDir))
        {
            throw new InvalidParameterException(
                $"the working directory '{request.WorkingDir}' is invalid, it needs to be an absolute path");
        }

        if (!string.IsNullOrEmpty(request.StopSignal))
        {
            _ = Signals.Parse(request.StopSignal);
        }

        foreach (string argument in (request.Entrypoint ?? []).Concat(request.Cmd ?? []))
        {
            if (argument.Contains('\0', StringComparison.Ordinal))
            {
                throw new InvalidParameterException("invalid command: an argument contains a NUL character");
            }
        }
    }

    private static void ValidateLifetime(HostConfig host)
    {
        RestartRule rule = RestartRule.Parse(host.RestartPolicy);
        if (host.AutoRemove && !rule.IsNever)
        {
            throw new InvalidParameterException("can't create 'AutoRemove' container with restart policy");
        }

        if (!string.IsNullOrEmpty(host.LogConfig?.Type) || host.LogConfig?.Config is { Count: > 0 })
        {
            string type = host.LogConfig.Type.Length > 0 ? host.LogConfig.Type : "json-file";
            _ = LogSettings.Parse(host.LogConfig with { Type = type });
        }

        if (host.ConsoleSize is { Count: not (0 or 2) } || host.ConsoleSize?.Any(n => n < 0) == true)
        {
            throw new InvalidParameterException("ConsoleSize must be [height, width]");
        }
    }
}
