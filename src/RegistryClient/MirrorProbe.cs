using Berth.RegistryClient.Transport;

namespace Berth.RegistryClient;

/// <summary>
/// Finds out whether a mirror is alive, before a pull waits for it: one request for the API's root as a stranger, with little patience.
/// Any answer below 500 will do; a mirror that wants credentials is alive.
/// </summary>
internal static class MirrorProbe
{
    /// <returns>Null: it is. Else why not, in a line.</returns>
    public static async Task<string?> RunAsync(HostConnection mirror, RegistryClientOptions options)
    {
        TimeSpan patience = options.ProbeTimeout + (mirror.Host.DialTimeout ?? TimeSpan.Zero);
        using var late = new CancellationTokenSource(patience, options.Time);
        try
        {
            var request = new RegistryRequest { Method = HttpMethod.Get, Path = "/", IsAnonymous = true };
            using HttpResponseMessage response = await mirror.SendAsync(request, new RegistryCredentials(), late.Token);
            return RemoteRepository.FailureOf(response);
        }
        catch (OperationCanceledException)
        {
            return $"no answer within {patience.TotalSeconds:0.#} s";
        }
        catch (RegistryException e)
        {
            return e.Message;
        }
    }
}
