using System.Net;
using Berth.Oci;
using Berth.RegistryClient.Auth;
using Berth.RegistryClient.Transport;

namespace Berth.RegistryClient;

public sealed partial class RemoteRepository
{
    /// <summary>Asks for a blob from a byte on.</summary>
    private delegate Task<BlobPart> BlobOpening(Descriptor blob, long offset, CancellationToken cancellation);

    /// <summary>
    /// The bytes of a blob, exactly as many as its size says. They are not hashed here. A connection that breaks or stands still is gone on
    /// from where it was, at the next host if need be; the reader notices nothing. A foreign layer that the registry has not got comes from
    /// its <c>urls</c>.
    /// </summary>
    /// <param name="blob">With a size below 0 where the manifest names none (schema 1): then <c>Length</c> of the stream is what the registry says.</param>
    /// <param name="cancellation">Gives the opening up.</param>
    /// <exception cref="RegistryException">It is not there, may not be read, or has another size; so may each read of the stream.</exception>
    public async Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellation)
    {
        CheckAlgorithm(blob.Digest);
        BlobOpening open = OpenPartAsync;
        BlobPart first;
        try
        {
            first = await open(blob, 0, cancellation);
        }
        catch (RegistryException e) when (ForeignAddresses(blob) is { Count: > 0 } addresses)
        {
            (open, first) = await OpenForeignAsync(addresses, blob, e, cancellation);
        }

        Descriptor sized = blob with { Size = first.Size };
        return new BlobStream((offset, c) => open(sized, offset, c), first, sized, _registries.Options);
    }

    private RegistryRequest BlobRequest(HostConnection host, Digest digest) => new()
    {
        Method = HttpMethod.Get,
        Path = $"/{PathAt(host)}/blobs/{digest}",
        Scope = TokenScope.Pull(PathAt(host)),
    };

    private Task<BlobPart> OpenPartAsync(Descriptor blob, long offset, CancellationToken cancellation) => AskAsync(
        HostCapabilities.Pull, (host, c) => OpenPartAsync(host, BlobRequest(host, blob.Digest), blob, offset, c), cancellation);

    private async Task<BlobPart> OpenPartAsync(
        HostConnection host, RegistryRequest request, Descriptor blob, long offset, CancellationToken cancellation)
    {
        HttpResponseMessage response = await SendAsync(host, offset == 0 ? request : From(offset, request), cancellation);
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent)
        {
            BlobPart part = await BlobPart.OpenAsync(
                response, blob, offset, host.Stall, message => _registries.Hosts.Report(host.Host, message), cancellation);
            part.IsFromMirror = host.Host.IsMirror;
            return part;
        }

        using (response)
        {
            RegistryException error = await ErrorAsync(host, response, cancellation);
            throw error.Kind == RegistryErrorKind.NotFound ? error.With("unknown blob") : error;
        }
    }

    // Of the blob as it is: a range of a compressed form of it would be another one.
    private static RegistryRequest From(long offset, RegistryRequest request) => request with
    {
        Headers = [.. request.Headers, new("Range", $"bytes={offset}-"), new("Accept-Encoding", "identity")],
    };

    private async Task<bool> HasBlobAsync(HostConnection host, Digest digest, CancellationToken cancellation)
    {
        RegistryRequest request = BlobRequest(host, digest) with { Method = HttpMethod.Head, Scope = TokenScope.Push(PathAt(host)) };
        using HttpResponseMessage response = await SendAsync(host, request, cancellation);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => true,
            HttpStatusCode.NotFound => false,
            _ => throw await ErrorAsync(host, response, cancellation),
        };
    }
}
