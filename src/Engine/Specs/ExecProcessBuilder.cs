using Berth.Engine.Errors;
using Berth.Engine.Host;
using Berth.Engine.Security;
using Berth.Engine.Users;
using Berth.EngineApi.Containers;
using Berth.EngineApi.Exec;
using Berth.Oci.Runtime;

namespace Berth.Engine.Specs;

/// <summary>The process document of an exec: the container's own process, changed by what the request says.</summary>
public static class ExecProcessBuilder
{
    /// <exception cref="InvalidParameterException">The request cannot be carried out in any container.</exception>
    public static void Validate(ExecCreateRequest request)
    {
        if (request.Cmd is null or { Count: 0 } || request.Cmd[0].Length == 0)
        {
            throw new InvalidParameterException("no exec command specified");
        }

        if (request.WorkingDir.Length > 0 && !ContainerPath.IsAbsolute(request.WorkingDir))
        {
            throw new InvalidParameterException("Cwd must be an absolute path");
        }

        if (request.ConsoleSize is { Count: not 2 })
        {
            throw new InvalidParameterException("ConsoleSize must be [height, width]");
        }

        EnvironmentRules.Validate(request.Env);
    }

    /// <param name="config">The container's configuration, as stored.</param>
    /// <param name="host">The container's host configuration, as stored.</param>
    /// <param name="user"><see cref="UserLookup"/> of the request's user, or of the container's where the request names
    /// none.</param>
    public static Process Build(
        ExecCreateRequest request, ContainerConfig config, HostConfig host, ResolvedUser user, SystemFacts facts) => new()
        {
            Terminal = request.Tty,
            ConsoleSize = request.Tty ? ProcessSection.Console(request.ConsoleSize) : null,
            User = ProcessSection.User(user),
            Args = request.Cmd,
            Env = ContainerEnvironment.Build(config.Hostname, request.Tty, config.Env, request.Env),
            Cwd = ProcessSection.WorkingDirectory(request.WorkingDir.Length > 0 ? request.WorkingDir : config.WorkingDir),
            Capabilities = ProcessSection.Capabilities(host, user, request.Privileged || host.Privileged, facts.Capabilities),
            Rlimits = ProcessSection.Rlimits(host.Ulimits),
            NoNewPrivileges = SecurityOptions.Parse(host.SecurityOpt).NoNewPrivileges ?? false,
            OomScoreAdj = host.OomScoreAdj,
        };
}
