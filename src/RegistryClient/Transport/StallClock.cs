
namespace Berth.RegistryClient.Transport;

/// <summary>Ends a read of a body that brings nothing for too long, and says in docker's words what broke one off.</summary>
internal sealed class StallClock(TimeProvider time, TimeSpan timeout)
{
    /// <summary>One read.</summary>
    /// <exception cref="RegistryException">The connection broke, or no byte came in time; the same request may go through again.</exception>
    public async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancellation)
    {
        using var stalled = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stalled.Token, cancellation);
        try
        {
            return await body.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException) when (stalled.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw Broken($"no byte for {timeout.TotalSeconds:0} s", null);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            bool isShort = e is HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded };
            throw Broken(isShort ? "unexpected EOF" : e.Message, e);
        }
    }

    private static RegistryException Broken(string message, Exception? inner) =>
        new(RegistryErrorKind.Unavailable, message, inner) { IsTransient = true };
}
