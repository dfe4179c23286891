namespace Berth.Registry.Accounts;

/// <summary>Failures so far, those left out that time has made good. After those that are free, each doubles the delay: 1 s, 2 s, 4 s …</summary>
/// <param name="Level">Failures, at <paramref name="At"/>; not negative.</param>
/// <param name="BlockedUntil">No attempt is looked at before.</param>
internal readonly record struct FailureLevel(double Level, DateTimeOffset At, DateTimeOffset BlockedUntil)
{
    /// <summary>The state after one more failure.</summary>
    public FailureLevel Raise(DateTimeOffset now, ThrottlePolicy policy)
    {
        double minutes = Math.Max(0, (now - At).TotalMinutes);
        double level = Math.Max(0, Level - (minutes * policy.ForgottenPerMinute)) + 1;
        return new FailureLevel(level, now, now + Delay(level, policy));
    }

    private static TimeSpan Delay(double level, ThrottlePolicy policy)
    {
        double over = Math.Floor(level) - policy.Free;
        return over < 1 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(over, 30) - 1), policy.Longest.TotalSeconds));
    }
}
