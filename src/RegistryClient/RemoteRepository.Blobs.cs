using System.Net;
using Berth.Oci;
using Berth.RegistryClient.Auth;
using Berth.RegistryClient.Transport;

namespace Berth.RegistryClient;

public sealed partial class RemoteRepository
{
    /// <summary>
    /// The bytes of a blob, exactly as many as its size says. They are not hashed here. Opening is tried again; a connection that breaks later
    /// fails the read.
    /// </summary>
    /// <exception cref="RegistryException">It is not there, may not be read, or has another size.</exception>
    public async Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellation)
    {
        CheckAlgorithm(blob.Digest);
        return await AskAsync(HostCapabilities.Pull, (host, c) => OpenBlobAsync(host, blob, c), cancellation);
    }

    /// <summary>Whether the registry itself has a blob.</summary>
    /// <exception cref="RegistryException">It refuses or cannot be reached.</exception>
    public async Task<bool> HasBlobAsync(Digest digest, CancellationToken cancellation)
    {
        CheckAlgorithm(digest);
        return await AskAsync(HostCapabilities.Push, (host, c) => HasBlobAsync(host, digest, c), cancellation);
    }

    private RegistryRequest BlobRequest(HttpMethod method, Digest digest, TokenScope scope) => new()
    {
        Method = method,
        Path = $"{Root}/blobs/{digest}",
        Scope = scope,
    };

    private async Task<Stream> OpenBlobAsync(HostConnection host, Descriptor blob, CancellationToken cancellation)
    {
        RegistryRequest request = BlobRequest(HttpMethod.Get, blob.Digest, TokenScope.Pull(Name.Path));
        HttpResponseMessage response = await SendAsync(host, request, cancellation);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return await BlobStream.OpenAsync(response, blob, host.Stall, cancellation);
        }

        using (response)
        {
            throw await ErrorAsync(host, response, cancellation);
        }
    }

    private async Task<bool> HasBlobAsync(HostConnection host, Digest digest, CancellationToken cancellation)
    {
        RegistryRequest request = BlobRequest(HttpMethod.Head, digest, TokenScope.Push(Name.Path));
        using HttpResponseMessage response = await SendAsync(host, request, cancellation);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => true,
            HttpStatusCode.NotFound => false,
            _ => throw await ErrorAsync(host, response, cancellation),
        };
    }
}
