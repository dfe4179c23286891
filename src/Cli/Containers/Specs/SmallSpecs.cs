using System.Globalization;
using Berth.EngineApi.Containers;

namespace Berth.Cli.Containers.Specs;

/// <summary><c>KEY=VALUE</c>; a key alone has an empty value.</summary>
internal static class KeyValue
{
    public static KeyValuePair<string, string> Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals == 0
            ? throw new FormatException($"invalid key=value pair: {text}")
            : new(equals < 0 ? text : text[..equals], equals < 0 ? "" : text[(equals + 1)..]);
    }

    /// <summary>The same, where the key may be empty.</summary>
    public static KeyValuePair<string, string> Cut(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? new(text, "") : new(text[..equals], text[(equals + 1)..]);
    }

    /// <summary>A map of pairs, the last of a key winning; null when there are none.</summary>
    public static IReadOnlyDictionary<string, string>? ToMap(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        if (pairs.Count == 0)
        {
            return null;
        }

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            map[key] = value;
        }

        return map;
    }
}

/// <summary><c>--add-host NAME:IP</c>, also <c>NAME=IP</c>, the address perhaps in brackets.</summary>
internal static class HostEntry
{
    public static string Check(string text)
    {
        var separator = text.IndexOfAny(['=', ':']);
        if (separator <= 0)
        {
            throw new FormatException($"bad format for add-host: \"{text}\"");
        }

        var address = text[(separator + 1)..];
        if (address is ['[', .., ']'])
        {
            address = address[1..^1];
        }

        return address == "host-gateway" || CommandLine.InternetAddress.TryParse(address, out _)
            ? $"{text[..separator]}:{address}"
            : throw new FormatException($"invalid IP address in add-host: \"{address}\"");
    }
}

/// <summary><c>-a stdin|stdout|stderr</c>.</summary>
internal static class AttachTarget
{
    public static string Check(string text) => text.ToLowerInvariant() is var name and ("stdin" or "stdout" or "stderr")
        ? name
        : throw new FormatException("valid streams are STDIN, STDOUT and STDERR");
}

/// <summary><c>--cpus 1.5</c> in billionths of a CPU.</summary>
internal static class DecimalCpus
{
    public static long Parse(string text)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var cpus)
            || Math.Abs(cpus) > 1_000_000)
        {
            throw new FormatException($"failed to parse {text} as a rational number");
        }

        var nano = cpus * 1_000_000_000;
        return nano == decimal.Truncate(nano) ? (long)nano : throw new FormatException("value is too precise");
    }
}

/// <summary><c>--ulimit NAME=SOFT[:HARD]</c>.</summary>
internal static class UlimitSpec
{
    private static readonly string[] Names =
    [
        "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio", "rttime",
        "sigpending", "stack",
    ];

    public static Ulimit Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            throw new FormatException($"invalid ulimit argument: {text}");
        }

        var name = text[..equals];
        if (!Names.Contains(name, StringComparer.Ordinal))
        {
            throw new FormatException($"invalid ulimit type: {name}");
        }

        var limits = text[(equals + 1)..].Split(':');
        if (limits.Length > 2)
        {
            throw new FormatException($"too many limit value arguments - {text[(equals + 1)..]}, can only have up to two, `soft[:hard]`");
        }

        var soft = Limit(limits[0]);
        var hard = limits.Length == 2 ? Limit(limits[1]) : soft;
        return hard != -1 && (soft == -1 || soft > hard)
            ? throw new FormatException($"ulimit soft limit must be less than or equal to hard limit: {soft} > {hard}")
            : new Ulimit { Name = name, Soft = soft, Hard = hard };
    }

    private static long Limit(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : throw new FormatException($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
}

/// <summary><c>--sysctl NAME=VALUE</c>, for the parameters that namespaces have of their own (sysctl(2), namespaces(7)).</summary>
internal static class SysctlSpec
{
    private static readonly string[] Allowed =
    [
        "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni",
        "kernel.shm_rmid_forced",
    ];

    public static KeyValuePair<string, string> Parse(string text)
    {
        var name = text.Split('=')[0];
        var isAllowed = name.Length < text.Length && (Allowed.Contains(name, StringComparer.Ordinal)
            || name.StartsWith("net.", StringComparison.Ordinal) || name.StartsWith("fs.mqueue.", StringComparison.Ordinal));
        return isAllowed ? KeyValue.Parse(text) : throw new FormatException($"sysctl '{text}' is not allowed");
    }
}

/// <summary><c>--device HOST[:CONTAINER][:PERMISSIONS]</c>.</summary>
internal static class DeviceSpec
{
    public static DeviceMapping Parse(string text)
    {
        var parts = text.Split(':');
        return parts switch
        {
            [var host] => Mapping(host, host, "rwm"),
            [var host, var second] when IsPermissions(second) => Mapping(host, host, second),
            [var host, var container] => Mapping(host, container, "rwm"),
            [var host, var container, var permissions] when IsPermissions(permissions) => Mapping(host, container, permissions),
            [_, _, var permissions] => throw new FormatException($"bad mode specified: {permissions}"),
            _ => throw new FormatException($"bad format for path: {text}"),
        };
    }

    private static bool IsPermissions(string text) =>
        text.Length is > 0 and <= 3 && text.All(c => c is 'r' or 'w' or 'm') && text.Distinct().Count() == text.Length;

    private static DeviceMapping Mapping(string host, string container, string permissions) =>
        container.StartsWith('/')
            ? new() { PathOnHost = host, PathInContainer = container, CgroupPermissions = permissions }
            : throw new FormatException($"{container} is not an absolute path");
}

/// <summary><c>--restart NAME[:COUNT]</c>; the daemon judges the name.</summary>
internal static class RestartSpec
{
    public static RestartPolicy Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon == 0)
        {
            throw new FormatException("invalid restart policy format: no policy provided before colon");
        }

        if (colon < 0 || colon == text.Length - 1)
        {
            return new RestartPolicy { Name = colon < 0 ? text : text[..colon] };
        }

        return int.TryParse(text[(colon + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            ? new RestartPolicy { Name = text[..colon], MaximumRetryCount = count }
            : throw new FormatException("invalid restart policy format: maximum retry count must be an integer");
    }
}
