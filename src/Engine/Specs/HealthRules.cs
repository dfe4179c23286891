using Berth.Engine.Errors;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Specs;

/// <summary>What a request says about health checks, refused in dockerd's words.</summary>
internal static class HealthRules
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    public static void Validate(HealthConfig? health)
    {
        if (health is null)
        {
            return;
        }

        Duration("Interval", health.Interval);
        Duration("Timeout", health.Timeout);
        Duration("StartPeriod", health.StartPeriod);
        Duration("StartInterval", health.StartInterval);
        if (health.Retries < 0)
        {
            throw new InvalidParameterException("Retries in Healthcheck cannot be negative");
        }

        if (health.Test is not (null or [] or ["NONE"] or ["CMD", _, ..] or ["CMD-SHELL", _]))
        {
            throw new InvalidParameterException(
                $"invalid Test in Healthcheck: [{string.Join(' ', health.Test)}]: it must be empty, NONE, CMD with a command, or CMD-SHELL with one line");
        }
    }

    private static void Duration(string name, long nanoseconds)
    {
        if (nanoseconds != 0 && nanoseconds < NanosecondsPerMillisecond)
        {
            throw new InvalidParameterException($"{name} in Healthcheck cannot be less than 1ms");
        }
    }
}
