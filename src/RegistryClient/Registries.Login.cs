using System.Net;
using Berth.Oci;
using Berth.RegistryClient.Errors;
using Berth.RegistryClient.Transport;

namespace Berth.RegistryClient;

public sealed partial class Registries
{
    /// <summary>Tries credentials at a registry (<c>GET /v2/</c>).</summary>
    /// <param name="serverAddress">As <c>docker login</c> has it: <c>https://index.docker.io/v1/</c> or empty for Docker Hub, <c>host:port</c>, or a URL of it.</param>
    /// <exception cref="RegistryException">The credentials are wrong, or the registry cannot be reached.</exception>
    public async Task<LoginResult> LoginAsync(string serverAddress, RegistryCredentials credentials, CancellationToken cancellation)
    {
        RegistryHost host = hosts.For(RegistryOf(serverAddress)).Last(h => !h.IsMirror);
        HostConnection connection = Connect(host);
        var request = new RegistryRequest { Method = HttpMethod.Get, Path = "/" };
        using HttpResponseMessage response = await Retry.RunAsync(c => connection.SendAsync(request, credentials, c), options.Attempts, cancellation);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return new LoginResult("Login Succeeded", "");
        }

        RegistryException error = await AnswerErrors.ReadAsync(response, connection.Stall, options.Time, cancellation);
        int status = (int)response.StatusCode;
        string reason = ErrorText.OneLine(response.ReasonPhrase ?? "");
        throw error.With($"login attempt to {connection.Base.AbsoluteUri}/ failed with status: {status} {reason}".TrimEnd());
    }

    /// <summary>The registry that a server address means, as references name it.</summary>
    internal static string RegistryOf(string serverAddress)
    {
        string host = serverAddress.Trim();
        int scheme = host.IndexOf("://", StringComparison.Ordinal);
        host = scheme < 0 ? host : host[(scheme + 3)..];
        int slash = host.IndexOf('/', StringComparison.Ordinal);
        host = slash < 0 ? host : host[..slash];
        return host is "" or "index.docker.io" ? Reference.DefaultDomain : host;
    }
}
