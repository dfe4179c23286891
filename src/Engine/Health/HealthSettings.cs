using Berth.Engine.Containers;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Health;

/// <summary>A container's health check with every default filled in (Dockerfile reference, "HEALTHCHECK").</summary>
public sealed record HealthSettings
{
    private const long NanosecondsPerTick = TimeSpan.NanosecondsPerTick;
    private const int DefaultRetries = 3;

    private static readonly TimeSpan s_defaultInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_defaultTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_defaultStartInterval = TimeSpan.FromSeconds(5);
    private static readonly string[] s_shell = ["/bin/sh", "-c"];

    /// <summary>What a timer can wait for: 24 days. An image may name any number.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(int.MaxValue - 1);

    /// <summary>Program and arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>From the end of one check to the next. Default 30 s.</summary>
    public TimeSpan Interval { get; init; } = s_defaultInterval;

    /// <summary>What one check may take. Default 30 s.</summary>
    public TimeSpan Timeout { get; init; } = s_defaultTimeout;

    /// <summary>After the container's start, failures do not count. Default 0.</summary>
    public TimeSpan StartPeriod { get; init; }

    /// <summary>The interval in the start period, until a check succeeds. Default 5 s.</summary>
    public TimeSpan StartInterval { get; init; } = s_defaultStartInterval;

    /// <summary>Failures in a row that mean unhealthy. Default 3.</summary>
    public int Retries { get; init; } = DefaultRetries;

    /// <summary>Null where the container has no check: none given, <c>NONE</c>, or one of an image that nobody knows how to run.</summary>
    public static HealthSettings? Of(ContainerConfig config)
    {
        HealthConfig health = config.Healthcheck ?? new HealthConfig();
        IReadOnlyList<string>? command = health.Test switch
        {
            ["CMD", _, ..] => [.. health.Test.Skip(1)],
            ["CMD-SHELL", _, ..] => [.. config.Shell is { Count: > 0 } shell ? shell : s_shell, .. health.Test.Skip(1)],
            _ => null,
        };
        return command is null ? null : new HealthSettings
        {
            Command = command,
            Interval = Duration(health.Interval, s_defaultInterval),
            Timeout = Duration(health.Timeout, s_defaultTimeout),
            StartPeriod = Duration(health.StartPeriod, TimeSpan.Zero),
            StartInterval = Duration(health.StartInterval, s_defaultStartInterval),
            Retries = health.Retries > 0 ? health.Retries : DefaultRetries,
        };
    }

    /// <summary>How long to wait for the next check.</summary>
    /// <param name="status">What the checks so far say.</param>
    /// <param name="sinceStart">How long the container has run.</param>
    public TimeSpan NextDelay(HealthStatus status, TimeSpan sinceStart) =>
        sinceStart < StartPeriod && status == HealthStatus.Starting ? StartInterval : Interval;

    private static TimeSpan Duration(long nanoseconds, TimeSpan byDefault)
    {
        if (nanoseconds <= 0)
        {
            return byDefault;
        }

        var duration = TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, nanoseconds / NanosecondsPerTick));
        return duration < s_longest ? duration : s_longest;
    }
}
