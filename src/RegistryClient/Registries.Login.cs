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
        HostConnection connection = Connect(hosts.Own(RegistryOf(serverAddress)));
        return await Retry.RunAsync(c => LoginAsync(connection, credentials, c), options.Attempts, cancellation);
    }

    private async Task<LoginResult> LoginAsync(HostConnection connection, RegistryCredentials credentials, CancellationToken cancellation)
    {
        var (response, refreshToken) = await connection.LoginAsync(credentials, cancellation);
        using HttpResponseMessage answer = response;
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            return new LoginResult("Login Succeeded", refreshToken.Length > 0 ? refreshToken : credentials.IdentityToken);
        }

        RegistryException error = await AnswerErrors.ReadAsync(answer, connection.Stall, options.Time, cancellation);
        int status = (int)answer.StatusCode;
        string reason = ErrorText.OneLine(answer.ReasonPhrase ?? "");
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
