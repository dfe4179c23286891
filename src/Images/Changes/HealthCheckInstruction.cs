using System.Globalization;
using Berth.Oci;

namespace Berth.Images.Changes;

/// <summary>
/// <c>HEALTHCHECK NONE</c> or <c>HEALTHCHECK [--interval=d] [--timeout=d] [--start-period=d] [--start-interval=d] [--retries=n] CMD …</c>.
/// Durations are Go's: <c>1m30s</c>, <c>500ms</c>; at least 1 ms, or 0.
/// </summary>
internal static class HealthCheckInstruction
{
    private const long Millisecond = 1_000_000;

    public static HealthCheck Parse(Instruction instruction)
    {
        var check = new HealthCheck();
        string rest = instruction.Rest;
        while (rest.StartsWith("--", StringComparison.Ordinal))
        {
            string[] parts = rest.Split([' ', '\t'], 2, StringSplitOptions.TrimEntries);
            check = WithFlag(check, parts[0]);
            rest = parts.Length == 1 ? "" : parts[1];
        }

        Instruction kind = Instruction.Parse(rest);
        return kind.Name switch
        {
            "" => throw ImageException.Invalid("HEALTHCHECK requires at least one argument"),
            "NONE" when kind.Rest.Length == 0 => new HealthCheck { Test = ["NONE"] },
            "NONE" => throw ImageException.Invalid("HEALTHCHECK NONE takes no arguments"),
            "CMD" when kind.Rest.Length == 0 => throw ImageException.Invalid("Missing command after HEALTHCHECK CMD"),
            "CMD" => check with { Test = Test(kind) },
            _ => throw ImageException.Invalid($"Unknown type \"{kind.Name}\" in HEALTHCHECK (try CMD)"),
        };
    }

    private static IReadOnlyList<string> Test(Instruction command) =>
        command.JsonArray() is { } array ? ["CMD", .. array] : ["CMD-SHELL", command.Rest];

    private static HealthCheck WithFlag(HealthCheck check, string flag)
    {
        string[] parts = flag.Split('=', 2);
        if (parts.Length == 1)
        {
            throw ImageException.Invalid($"Missing a value on flag: {flag[2..]}");
        }

        return parts[0] switch
        {
            "--interval" => check with { Interval = Duration(parts[0], parts[1]) },
            "--timeout" => check with { Timeout = Duration(parts[0], parts[1]) },
            "--start-period" => check with { StartPeriod = Duration(parts[0], parts[1]) },
            "--start-interval" => check with { StartInterval = Duration(parts[0], parts[1]) },
            "--retries" => check with { Retries = Retries(parts[1]) },
            _ => throw ImageException.Invalid($"Unknown flag: {parts[0][2..]}"),
        };
    }

    private static int Retries(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int retries) && retries >= 0
            ? retries
            : throw ImageException.Invalid($"--retries cannot be negative ({text})");

    private static long Duration(string flag, string text)
    {
        long nanoseconds = GoDuration.Parse(text) ?? throw ImageException.Invalid($"time: invalid duration \"{text}\"");
        return nanoseconds is 0 or >= Millisecond
            ? nanoseconds
            : throw ImageException.Invalid($"Interval \"{flag[2..]}\" cannot be less than 1ms");
    }
}
