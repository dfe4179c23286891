namespace Berth.RegistryClient.Hosts;

/// <summary>
/// What is known of a mirror. Pure: what comes next is a function of what is and what happened.
/// <code>
///              answered                      failed
/// not tried ──────────▶ reachable ──────────────────▶ unreachable, tried again after 10 s, 20 s … 5 min
///                           ▲                               │
///                           └──────── answered ─────────────┘
/// </code>
/// A mirror that has not been heard of for 30 s is tried before it is relied on.
/// </summary>
public sealed record MirrorHealth
{
    private static readonly TimeSpan s_trusted = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(5);

    /// <summary>Of a mirror that was not tried yet.</summary>
    public static MirrorHealth Unknown { get; } = new();

    /// <summary>Null: not tried. Else whether it answered the last time.</summary>
    public bool? IsReachable { get; private init; }

    /// <summary>Since when it is so.</summary>
    public DateTimeOffset Since { get; private init; }

    /// <summary>What happened the last time, where it did not answer.</summary>
    public string Failure { get; private init; } = "";

    private DateTimeOffset LastTried { get; init; }

    private int Failures { get; init; }

    /// <summary>It answered.</summary>
    public MirrorHealth Answered(DateTimeOffset now) =>
        new() { IsReachable = true, Since = IsReachable == true ? Since : now, LastTried = now };

    /// <summary>It did not.</summary>
    public MirrorHealth Failed(DateTimeOffset now, string failure) => new()
    {
        IsReachable = false,
        Since = IsReachable == false ? Since : now,
        LastTried = now,
        Failure = failure,
        Failures = Failures + 1,
    };

    /// <summary>Whether it has to be tried before it is relied on.</summary>
    public bool IsUntried(DateTimeOffset now) => IsReachable switch
    {
        null => true,
        true => now - LastTried > s_trusted,
        false => now - LastTried >= Pause(Failures),
    };

    private static TimeSpan Pause(int failures) =>
        TimeSpan.FromTicks(Math.Min(s_firstPause.Ticks << Math.Min(failures - 1, 16), s_longestPause.Ticks));
}
