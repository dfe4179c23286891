using System.Diagnostics;

namespace Berth.Harness;

/// <summary>Waiting for something to become true, with a deadline: never for a time.</summary>
public static class Condition
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Asks until the answer is yes.</summary>
    /// <param name="what">What is waited for; names the failure.</param>
    /// <exception cref="TimeoutException">The answer was still no at the deadline (default 30 s).</exception>
    public static Task WaitAsync(string what, Func<bool> isTrue, TimeSpan? timeout = null) =>
        WaitAsync(what, () => Task.FromResult(isTrue()), timeout);

    /// <inheritdoc cref="WaitAsync(string,Func{bool},TimeSpan?)"/>
    public static async Task WaitAsync(string what, Func<Task<bool>> isTrue, TimeSpan? timeout = null)
    {
        TimeSpan limit = timeout ?? TimeSpan.FromSeconds(30);
        long start = Stopwatch.GetTimestamp();
        while (!await isTrue())
        {
            if (Stopwatch.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"still not so after {limit.TotalSeconds:0} s: {what}");
            }

            await Task.Delay(Pause);
        }
    }
}
