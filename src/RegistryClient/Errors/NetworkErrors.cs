using System.Net.Sockets;
using System.Security.Authentication;

namespace Berth.RegistryClient.Errors;

/// <summary>Turns a request that got no answer into an exception, in the words of docker, which are those of Go's <c>net/http</c>.</summary>
internal static class NetworkErrors
{
    /// <summary>The exception for a request that failed below HTTP.</summary>
    public static RegistryException From(HttpMethod method, Uri uri, Exception e) =>
        new(RegistryErrorKind.Unavailable, $"{Verb(method)} \"{uri}\": {Reason(uri, e)}", e) { IsTransient = IsTransient(e) };

    /// <summary>The exception for a request whose answer's head did not come in time.</summary>
    public static RegistryException Timeout(HttpMethod method, Uri uri) =>
        new(RegistryErrorKind.Unavailable, $"{Verb(method)} \"{uri}\": net/http: timeout awaiting response headers") { IsTransient = true };

    /// <summary>True where the server does not speak TLS, or where nothing listens.</summary>
    public static bool MayBePlainHttp(HttpRequestException e) =>
        e.HttpRequestError is HttpRequestError.SecureConnectionError or HttpRequestError.ConnectionError;

    /// <summary>A method as Go prints it: <c>Get</c>.</summary>
    public static string Verb(HttpMethod method) => method.Method.Length == 0 ? "" : method.Method[..1] + method.Method[1..].ToLowerInvariant();

    private static string Reason(Uri uri, Exception e)
    {
        string address = $"{uri.Host}:{uri.Port}";
        for (Exception? cause = e; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException socket:
                    return Reason(uri, address, socket.SocketErrorCode);
                case AuthenticationException tls:
                    return TlsReason(tls);
                case TimeoutException or OperationCanceledException:
                    return $"dial tcp {address}: i/o timeout";
            }
        }

        return e is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }
            ? "EOF"
            : ErrorText.OneLine(e.Message);
    }

    private static string Reason(Uri uri, string address, SocketError error) => error switch
    {
        SocketError.ConnectionRefused => $"dial tcp {address}: connect: connection refused",
        SocketError.HostUnreachable => $"dial tcp {address}: connect: no route to host",
        SocketError.NetworkUnreachable => $"dial tcp {address}: connect: network is unreachable",
        SocketError.TimedOut => $"dial tcp {address}: i/o timeout",
        SocketError.HostNotFound or SocketError.NoData => $"dial tcp: lookup {uri.Host}: no such host",
        SocketError.TryAgain => $"dial tcp: lookup {uri.Host}: Temporary failure in name resolution",
        SocketError.ConnectionReset => "read: connection reset by peer",
        _ => $"dial tcp {address}: {error}",
    };

    private static string TlsReason(AuthenticationException e)
    {
        if (e is Hosts.CertificateException)
        {
            return $"tls: failed to verify certificate: {e.Message}";
        }

        // The runtime has no error codes for these; the words are its own resources, which InvariantGlobalization keeps English.
        if (e.Message.Contains("frame size", StringComparison.Ordinal))
        {
            return "http: server gave HTTP response to HTTPS client";
        }

        return $"remote error: tls: {ErrorText.OneLine((e.InnerException ?? e).Message)}";
    }

    // A name that does not exist and a certificate that is not trusted will be so next time too.
    private static bool IsTransient(Exception e)
    {
        for (Exception? cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException or SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData })
            {
                return false;
            }
        }

        return true;
    }
}
