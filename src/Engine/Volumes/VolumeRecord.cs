using System.Text.Json.Serialization;

namespace Berth.Engine.Volumes;

/// <summary>What is kept of a volume beside its files: <c>volume.json</c>. Fields are only ever added.</summary>
public sealed record VolumeRecord
{
    /// <summary>docker's mark of a volume that was made without a name.</summary>
    public const string AnonymousLabel = "com.docker.volume.anonymous";

    /// <summary>The form of the file that this engine writes; one that is newer it does not read.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public DateTimeOffset Created { get; init; }

    /// <summary>As the request had them: null and empty are not the same to clients.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Options of the driver <c>local</c> (<see cref="LocalOptions"/>).</summary>
    public IReadOnlyDictionary<string, string>? Options { get; init; }

    /// <summary>Nobody gave it a name: pruning may take it unasked.</summary>
    [JsonIgnore]
    public bool IsAnonymous => Labels?.ContainsKey(AnonymousLabel) == true;

    /// <summary>It has options, so its files may be elsewhere: pruning and <c>system df</c> leave it alone.</summary>
    [JsonIgnore]
    public bool HasOptions => Options is { Count: > 0 };

    /// <summary>A volume without a name.</summary>
    public static VolumeRecord Anonymous { get; } = new() { Labels = new Dictionary<string, string> { [AnonymousLabel] = "" } };
}
