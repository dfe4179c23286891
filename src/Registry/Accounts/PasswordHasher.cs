using Berth.Registry.Errors;

namespace Berth.Registry.Accounts;

/// <summary>Runs slow hashes, a few at a time: log-ins must not take all cores from pulls.</summary>
internal sealed class PasswordHasher : IDisposable
{
    private const int MostWaiting = 64;

    private static readonly int s_atATime = Math.Max(1, Environment.ProcessorCount / 2);

    private readonly SemaphoreSlim _free = new(s_atATime);
    private int _waiting;

    /// <summary>Waits for its turn; disposing the result lets the next one in.</summary>
    /// <exception cref="RegistryException"><see cref="ErrorCode.TooManyRequests"/>: too many wait.</exception>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting)
            {
                throw new RegistryException(ErrorCode.TooManyRequests, "too many log-ins at once, try again") { RetryAfter = TimeSpan.FromSeconds(2) };
            }

            await _free.WaitAsync(cancellation);
            return new Turn(_free);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Whether a hash is of this password. Of no user's, and of a hash that is quicker than ours, a wrong answer takes as long as of our own.</summary>
    /// <param name="hash">Null: there is no such user.</param>
    public static Task<bool> VerifyAsync(string password, string? hash) => Task.Run(() =>
    {
        string readable = PasswordRule.Fits(password) ? password : "";
        bool isRight = hash is not null && PasswordHash.Verify(readable, hash) && readable.Length > 0;
        if (!isRight && !(PasswordHash.CostOf(hash) >= PasswordHash.Cost))
        {
            PasswordHash.Verify(readable, PasswordHash.Nobody);
        }

        return isRight;
    });

    public void Dispose() => _free.Dispose();

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
