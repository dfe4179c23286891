using Berth.Cli.CommandLine;
using Berth.Cli.Containers.Specs;
using Berth.EngineApi;
using Berth.EngineApi.Containers;

namespace Berth.Cli.Containers;

/// <summary>Turns the options of <c>run</c> and <c>create</c> into the daemon's request. The daemon judges what the values mean.</summary>
internal static class ContainerRequest
{
    /// <exception cref="CommandException">Options contradict each other, or a value cannot be read.</exception>
    public static CreateContainerRequest Build(ContainerFlags flags, IReadOnlyList<string> operands, Func<string, string?> environment)
    {
        try
        {
            Check(flags);
            var exposed = new Dictionary<string, EmptyObject>(StringComparer.Ordinal);
            var bindings = new Dictionary<string, IReadOnlyList<PortBinding>?>(StringComparer.Ordinal);
            foreach (var text in flags.Publish.Values)
            {
                PortSpec.Apply(text, exposed, bindings);
            }

            foreach (var text in flags.Expose.Values)
            {
                PortSpec.Expose(text, exposed);
            }

            return Config(flags, operands, environment) with
            {
                ExposedPorts = exposed.Count > 0 ? exposed : null,
                HostConfig = HostConfigBuilder.Build(flags, bindings),
                NetworkingConfig = NetworkAttachments.Of(flags),
            };
        }
        catch (Exception e) when (e is FormatException or CommandException)
        {
            throw new CommandException(e.Message, CommandLineRunner.UsageError);
        }
    }

    private static void Check(ContainerFlags flags)
    {
        MacAddressSpec.Check(flags.MacAddress.Value);
        if (flags.Remove.Value && flags.Restart.Value is not ("" or "no"))
        {
            throw new FormatException("conflicting options: cannot specify both --restart and --rm");
        }

        NamespaceSpec.Check(flags.Pid.Value, flags.Uts.Value, flags.UserNamespace.Value, flags.CgroupNamespace.Value);
        if (flags.MemorySwappiness.Value is < -1 or > 100)
        {
            throw new FormatException($"invalid value: {flags.MemorySwappiness.Value}. Valid memory swappiness range is 0-100");
        }

        if (flags.NoHealthcheck.Value && HasHealthFlags(flags))
        {
            throw new FormatException("--no-healthcheck conflicts with --health-* options");
        }
    }

    private static CreateContainerRequest Config(ContainerFlags flags, IReadOnlyList<string> operands, Func<string, string?> environment)
    {
        var attach = flags.Attach.Values;
        var attachesAll = attach.Count == 0;
        var attachStdin = attachesAll ? flags.Interactive.Value : attach.Contains("stdin");
        return new CreateContainerRequest
        {
            Hostname = flags.Hostname.Value,
            Domainname = flags.Domainname.Value,
            User = flags.User.Value,
            AttachStdin = attachStdin,
            AttachStdout = attachesAll || attach.Contains("stdout"),
            AttachStderr = attachesAll || attach.Contains("stderr"),
            Tty = flags.Tty.Value,
            OpenStdin = flags.Interactive.Value,
            StdinOnce = flags.Interactive.Value && attachStdin,
            Env = EnvironmentList.Read(flags.EnvFile.Values, flags.Env.Values, environment),
            Cmd = operands.Count > 1 ? [.. operands.Skip(1)] : null,
            Image = operands[0],
            Volumes = AnonymousVolumes(flags),
            WorkingDir = flags.WorkingDirectory.Value,
            Entrypoint = Entrypoint(flags),
            Labels = EnvironmentList.ReadLabels(flags.LabelFile.Values, flags.Labels.Values),
            StopSignal = flags.StopSignal.IsSet ? flags.StopSignal.Value : null,
            StopTimeout = flags.StopTimeout.Given,
            Healthcheck = Healthcheck(flags),
        };
    }

    /// <summary>An empty entrypoint resets the image's, which the API takes as one empty word.</summary>
    private static IReadOnlyList<string>? Entrypoint(ContainerFlags flags) => flags.Entrypoint.IsSet ? [flags.Entrypoint.Value] : null;

    private static Dictionary<string, EmptyObject>? AnonymousVolumes(ContainerFlags flags)
    {
        var volumes = flags.Volumes.Values.Where(text => !text.Contains(':', StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).ToDictionary(text => text, _ => EmptyObject.Instance, StringComparer.Ordinal);
        return volumes.Count > 0 ? volumes : null;
    }

    private static bool HasHealthFlags(ContainerFlags flags) => flags.HealthCommand.IsSet || flags.HealthInterval.IsSet
        || flags.HealthTimeout.IsSet || flags.HealthStartPeriod.IsSet || flags.HealthStartInterval.IsSet || flags.HealthRetries.IsSet;

    private static HealthConfig? Healthcheck(ContainerFlags flags)
    {
        if (flags.NoHealthcheck.Value)
        {
            return new HealthConfig { Test = ["NONE"] };
        }

        return !HasHealthFlags(flags) ? null : new HealthConfig
        {
            Test = flags.HealthCommand.Value.Length > 0 ? ["CMD-SHELL", flags.HealthCommand.Value] : null,
            Interval = flags.HealthInterval.Value,
            Timeout = flags.HealthTimeout.Value,
            StartPeriod = flags.HealthStartPeriod.Value,
            StartInterval = flags.HealthStartInterval.Value,
            Retries = (int)flags.HealthRetries.Value,
        };
    }
}
