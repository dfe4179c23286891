using Berth.Oci;

namespace Berth.Images.Changes;

/// <summary>
/// The Dockerfile instructions that <c>import --change</c> and <c>commit --change</c> take, applied to a configuration: CMD,
/// ENTRYPOINT, ENV, EXPOSE, HEALTHCHECK, LABEL, ONBUILD, STOPSIGNAL, USER, VOLUME, WORKDIR.
/// </summary>
public static class ConfigChanges
{
    /// <exception cref="ImageException">InvalidParameter: an instruction that is unknown, not allowed here, or wrong.</exception>
    public static ExecutionConfig Apply(ExecutionConfig config, IReadOnlyList<string> changes)
    {
        Instruction[] instructions =
        [
            .. changes.SelectMany(static change => change.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .Where(static line => line[0] != '#')
                .Select(Instruction.Parse),
        ];
        return instructions.Length == 0 && changes.Count > 0
            ? throw ImageException.Invalid("file with no instructions")
            : instructions.Aggregate(config, ApplyOne);
    }

    private static ExecutionConfig ApplyOne(ExecutionConfig config, Instruction instruction) => instruction.Name switch
    {
        "CMD" => config with { Cmd = instruction.Command(config.Shell) },
        "ENTRYPOINT" => config with { Entrypoint = instruction.Command(config.Shell) },
        "ENV" => config with { Env = MergeEnv(config.Env, instruction.Pairs(config.Env)) },
        "LABEL" => config with { Labels = MergeLabels(config.Labels, instruction.Pairs(config.Env)) },
        "EXPOSE" => config with { ExposedPorts = Merge(config.ExposedPorts, instruction.Words(config.Env).SelectMany(ExposedPort.Expand)) },
        "VOLUME" => config with { Volumes = Merge(config.Volumes, Volumes(instruction, config.Env)) },
        "USER" => config with { User = instruction.Single(config.Env) },
        "WORKDIR" => config with { WorkingDir = WorkingDirectory.Resolve(config.WorkingDir, instruction.Single(config.Env)) },
        "STOPSIGNAL" => config with { StopSignal = StopSignal(instruction.Single(config.Env)) },
        "HEALTHCHECK" => config with { Healthcheck = HealthCheckInstruction.Parse(instruction) },
        "ONBUILD" => config with { OnBuild = [.. config.OnBuild ?? [], OnBuild(instruction)] },
        _ => throw ImageException.Invalid($"{instruction.Name.ToLowerInvariant()} is not a valid change command"),
    };

    private static List<string> MergeEnv(IReadOnlyList<string>? env, IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        List<string> merged = [.. env ?? []];
        foreach (var (key, value) in pairs)
        {
            int at = merged.FindIndex(e => e.StartsWith($"{key}=", StringComparison.Ordinal));
            if (at < 0)
            {
                merged.Add($"{key}={value}");
            }
            else
            {
                merged[at] = $"{key}={value}";
            }
        }

        return merged;
    }

    private static Dictionary<string, string> MergeLabels(
        IReadOnlyDictionary<string, string>? labels, IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        var merged = new Dictionary<string, string>(labels ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            merged[key] = value;
        }

        return merged;
    }

    private static Dictionary<string, EmptyObject> Merge(IReadOnlyDictionary<string, EmptyObject>? set, IEnumerable<string> more)
    {
        var merged = new Dictionary<string, EmptyObject>(set ?? new Dictionary<string, EmptyObject>(), StringComparer.Ordinal);
        foreach (string item in more)
        {
            merged[item] = new EmptyObject();
        }

        return merged;
    }

    private static IReadOnlyList<string> Volumes(Instruction instruction, IReadOnlyList<string>? env)
    {
        IReadOnlyList<string> volumes = instruction.JsonArray() ?? instruction.Words(env);
        return volumes.Any(string.IsNullOrWhiteSpace)
            ? throw ImageException.Invalid("VOLUME specified can not be an empty string")
            : volumes;
    }

    private static string StopSignal(string text)
    {
        string name = text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text;
        bool known = int.TryParse(name, out int number) ? number is > 0 and <= 64 : SignalNames.Contains(name);
        return known ? text : throw ImageException.Invalid($"Invalid signal: {text}");
    }

    private static string OnBuild(Instruction instruction)
    {
        string trigger = instruction.Rest;
        string name = trigger.Split([' ', '\t'], 2)[0].ToUpperInvariant();
        return name switch
        {
            "" => throw ImageException.Invalid("ONBUILD requires at least one argument"),
            "ONBUILD" => throw ImageException.Invalid("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"),
            "MAINTAINER" or "FROM" => throw ImageException.Invalid($"{name} isn't allowed as an ONBUILD trigger"),
            _ => trigger,
        };
    }
}
