using Berth.EngineApi.Containers;
using Berth.Oci;
using EmptyObject = Berth.EngineApi.EmptyObject;

namespace Berth.Engine.Specs;

/// <summary>Merges what an image says into what a request leaves open, by docker's rules.</summary>
public static class ImageDefaults
{
    /// <summary>
    /// The request wins; sets and maps are united; environment variables of the image that the request does not name come after
    /// the request's own; the image's command applies only when the request names neither an entrypoint nor a command.
    /// </summary>
    public static ContainerConfig Merge(ContainerConfig request, ExecutionConfig? image)
    {
        ExecutionConfig from = image ?? new ExecutionConfig();
        (IReadOnlyList<string>? entrypoint, IReadOnlyList<string>? command) = Command(request, from);
        return request.ToConfig() with
        {
            User = Either(request.User, from.User),
            WorkingDir = Either(request.WorkingDir, from.WorkingDir),
            StopSignal = Either(request.StopSignal, from.StopSignal),
            StopTimeout = request.StopTimeout ?? from.StopTimeout,
            Shell = request.Shell ?? from.Shell,
            Env = Environment(request.Env, from.Env),
            Entrypoint = entrypoint,
            Cmd = command,
            ExposedPorts = Unite(request.ExposedPorts, from.ExposedPorts?.Keys),
            Volumes = Unite(request.Volumes, from.Volumes?.Keys),
            Labels = Labels(request.Labels, from.Labels),
            Healthcheck = Health(request.Healthcheck, from.Healthcheck),
        };
    }

    private static (IReadOnlyList<string>? Entrypoint, IReadOnlyList<string>? Command) Command(
        ContainerConfig request, ExecutionConfig image)
    {
        IReadOnlyList<string>? entrypoint = request.Entrypoint;
        IReadOnlyList<string>? command = request.Cmd;
        if (entrypoint is null or { Count: 0 })
        {
            command = command is null or { Count: 0 } ? image.Cmd : command;
            entrypoint ??= image.Entrypoint;
        }

        // An entrypoint of one empty string is how a client says: none, not even the image's.
        bool reset = entrypoint is [""];
        return (reset ? null : entrypoint, command);
    }

    private static string? Either(string? first, string? second) => string.IsNullOrEmpty(first) ? second : first;

    private static IReadOnlyList<string>? Environment(IReadOnlyList<string>? request, IReadOnlyList<string>? image)
    {
        if (request is null || image is null)
        {
            return request ?? image;
        }

        var named = request.Select(Name).ToHashSet(StringComparer.Ordinal);
        return [.. request, .. image.Where(e => !named.Contains(Name(e)))];
    }

    private static string Name(string variable)
    {
        int equals = variable.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? variable : variable[..equals];
    }

    private static IReadOnlyDictionary<string, EmptyObject>? Unite(
        IReadOnlyDictionary<string, EmptyObject>? request, IEnumerable<string>? image) =>
        image is null
            ? request
            : (request?.Keys ?? []).Concat(image).Distinct().ToDictionary(key => key, _ => EmptyObject.Instance);

    private static IReadOnlyDictionary<string, string>? Labels(
        IReadOnlyDictionary<string, string>? request, IReadOnlyDictionary<string, string>? image)
    {
        if (request is null || image is null)
        {
            return request ?? image;
        }

        var labels = new Dictionary<string, string>(image, StringComparer.Ordinal);
        foreach ((string key, string value) in request)
        {
            labels[key] = value;
        }

        return labels;
    }

    private static HealthConfig? Health(HealthConfig? request, HealthCheck? image)
    {
        if (image is null)
        {
            return request;
        }

        HealthConfig own = request ?? new HealthConfig();
        return own with
        {
            Test = own.Test is null or { Count: 0 } ? image.Test : own.Test,
            Interval = own.Interval != 0 ? own.Interval : image.Interval ?? 0,
            Timeout = own.Timeout != 0 ? own.Timeout : image.Timeout ?? 0,
            StartPeriod = own.StartPeriod != 0 ? own.StartPeriod : image.StartPeriod ?? 0,
            StartInterval = own.StartInterval != 0 ? own.StartInterval : image.StartInterval ?? 0,
            Retries = own.Retries != 0 ? own.Retries : image.Retries ?? 0,
        };
    }
}
