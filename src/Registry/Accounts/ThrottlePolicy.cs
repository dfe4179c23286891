namespace Berth.Registry.Accounts;

/// <summary>How failures add up, and to which delays.</summary>
/// <param name="Free">Failures at once that cost nothing.</param>
/// <param name="ForgottenPerMinute">Failures forgotten in a minute: whoever goes on gets about as many attempts.</param>
/// <param name="Longest">The longest delay.</param>
internal sealed record ThrottlePolicy(int Free, double ForgottenPerMinute, TimeSpan Longest)
{
    /// <summary>Of one address (an IPv6 network of 64 bits): it settles at an attempt a minute.</summary>
    public static ThrottlePolicy Address { get; } = new(5, 1, TimeSpan.FromMinutes(15));

    /// <summary>Of one user, over all addresses they have not logged in from before; short, because anybody can cause it.</summary>
    public static ThrottlePolicy User { get; } = new(10, 2, TimeSpan.FromMinutes(1));

    /// <summary>Accounts made from one address; each counts as a failure.</summary>
    public static ThrottlePolicy Registration { get; } = new(5, 1.0 / 60, TimeSpan.FromHours(1));
}
