namespace Berth.Cli.Templates;

/// <summary>
/// Names that the engine's records have in docker's templates: fields whose name there is not their name in JSON (a template may use
/// either), and types, which errors name.
/// </summary>
internal static class GoName
{
    private static readonly Dictionary<string, string> s_types = new(StringComparer.Ordinal)
    {
        ["InfoResponse"] = "system.dockerInfo",
        ["VersionResponse"] = "*types.Version",
    };

    private static readonly Dictionary<string, string> s_jsonNames = new(StringComparer.Ordinal)
    {
        ["ID"] = "Id",
        ["APIVersion"] = "ApiVersion",
        ["CPUCfsPeriod"] = "CpuCfsPeriod",
        ["CPUCfsQuota"] = "CpuCfsQuota",
        ["CPUCount"] = "CpuCount",
        ["CPUPercent"] = "CpuPercent",
        ["CPUPeriod"] = "CpuPeriod",
        ["CPUQuota"] = "CpuQuota",
        ["CPURealtimePeriod"] = "CpuRealtimePeriod",
        ["CPURealtimeRuntime"] = "CpuRealtimeRuntime",
        ["CPUShares"] = "CpuShares",
        ["DNS"] = "Dns",
        ["DNSOptions"] = "DnsOptions",
        ["DNSSearch"] = "DnsSearch",
        ["HTTPProxy"] = "HttpProxy",
        ["HTTPSProxy"] = "HttpsProxy",
        ["NanoCPUs"] = "NanoCpus",
    };

    /// <summary>The name in JSON; null when it is the same.</summary>
    public static string? InJson(string field) => s_jsonNames.GetValueOrDefault(field);

    public static string OfType(Type type) => s_types.GetValueOrDefault(type.Name, type.Name);
}
