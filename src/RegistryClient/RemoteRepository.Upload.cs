using System.Net;
using Berth.Oci;
using Berth.RegistryClient.Auth;
using Berth.RegistryClient.Transport;
using Berth.RegistryClient.Uploads;

namespace Berth.RegistryClient;

/// <summary>What is written goes to the registry itself, never to a mirror.</summary>
public sealed partial class RemoteRepository
{
    private const string NoCredentials = "no basic auth credentials";

    /// <summary>Finds out, in one request that is not sent again, whether a push makes sense: the host answers, and where it asks for
    /// credentials or a token, there are some.</summary>
    /// <exception cref="RegistryException">It cannot be reached, or its token service refuses.</exception>
    public async Task CheckPushAsync(CancellationToken cancellation)
    {
        HostConnection host = PushHost();
        var request = new RegistryRequest { Method = HttpMethod.Get, Path = "/", Scope = TokenScope.Push(PathAt(host)) };
        try
        {
            // Whatever its status: a refusal of the push itself says more.
            (await SendAsync(host, request, cancellation)).Dispose();
        }
        catch (RegistryException e) when (e.Message.EndsWith(NoCredentials, StringComparison.Ordinal))
        {
            // In dockerd's words, which has no address here.
            throw e.With(NoCredentials);
        }
    }

    /// <summary>Whether the host that pushes go to has a blob.</summary>
    /// <exception cref="RegistryException">It refuses or cannot be reached.</exception>
    public async Task<bool> HasBlobAsync(Digest digest, CancellationToken cancellation)
    {
        CheckAlgorithm(digest);
        HostConnection host = PushHost();
        return await _registries.Retry.RunAsync(c => HasBlobAsync(host, digest, c), _registries.Options.Attempts, cancellation);
    }

    /// <summary>
    /// Gives the repository a blob that another one of the same registry has, without sending it; false where the registry does not do so,
    /// the other repository has not got it, or the user may not read it there.
    /// </summary>
    /// <param name="digest">The blob's.</param>
    /// <param name="from">The path of the other repository: <c>library/debian</c>.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="RegistryException">The registry cannot be reached.</exception>
    public async Task<bool> MountBlobAsync(Digest digest, string from, CancellationToken cancellation)
    {
        CheckAlgorithm(digest);
        HostConnection host = PushHost();
        var request = new RegistryRequest
        {
            Method = HttpMethod.Post,
            Path = $"/{PathAt(host)}/blobs/uploads/?mount={Uri.EscapeDataString(digest.ToString())}&from={Uri.EscapeDataString(from)}",
            Scope = TokenScope.Mount(PathAt(host), from),
        };
        try
        {
            using HttpResponseMessage response = await SendAsync(host, request, cancellation);
            if (response.StatusCode != HttpStatusCode.Accepted)
            {
                return response.StatusCode == HttpStatusCode.Created;
            }

            // The registry would rather have the bytes, and has begun an upload for them, which ours does not go on with.
            await CancelUploadAsync(host, UploadAnswer.Location(response, otherwise: null), cancellation);
            return false;
        }
        catch (RegistryException e) when (e.Kind != RegistryErrorKind.Unavailable)
        {
            return false;
        }
    }

    /// <summary>Sends a blob; what breaks off goes on. The caller has found out that the registry does not have it.</summary>
    /// <param name="content">The blob.</param>
    /// <param name="sent">Told how many of its bytes have been sent so far; may go back where something has to be sent again. Null: nobody.</param>
    /// <param name="cancellation">Gives it up, and takes back what was sent.</param>
    /// <returns>The blob's digest and size.</returns>
    /// <exception cref="RegistryException">The registry refuses it, or fails for good.</exception>
    public Task<Descriptor> UploadBlobAsync(IUploadContent content, Action<long>? sent, CancellationToken cancellation) =>
        new BlobUpload(this, PushHost(), content, _registries.Options, sent).RunAsync(cancellation);

    /// <summary>Gives the repository a manifest or an index, byte for byte.</summary>
    /// <param name="tagOrDigest">What it can then be asked for by; it always can by its digest.</param>
    /// <param name="mediaType">The type that the bytes say they have.</param>
    /// <param name="bytes">The document.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <returns>The digest of the bytes.</returns>
    /// <exception cref="RegistryException">The registry refuses it, or took it for something else.</exception>
    public async Task<Digest> PutManifestAsync(string tagOrDigest, string mediaType, byte[] bytes, CancellationToken cancellation)
    {
        Digest digest = Digest.Of(bytes);
        HostConnection host = PushHost();
        var request = new RegistryRequest
        {
            Method = HttpMethod.Put,
            Path = $"/{PathAt(host)}/manifests/{tagOrDigest}",
            Scope = TokenScope.Push(PathAt(host)),
            AnswerTimeout = _registries.Options.UploadAnswerTimeout,
            Content = () =>
            {
                var content = new ByteArrayContent(bytes);
                content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
                return content;
            },
        };
        return await _registries.Retry.RunAsync(c => PutManifestAsync(host, request, digest, c), _registries.Options.Attempts, cancellation);
    }

    private async Task<Digest> PutManifestAsync(HostConnection host, RegistryRequest request, Digest digest, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await SendAsync(host, request, cancellation);
        if (!response.IsSuccessStatusCode)
        {
            throw await ErrorAsync(host, response, cancellation);
        }

        string? told = Header(response, "Docker-Content-Digest");
        return told is null || told == digest.ToString()
            ? digest
            : throw new RegistryException(
                RegistryErrorKind.InvalidAnswer, $"{host.Base.Authority} took the manifest {digest} for another one: {Errors.ErrorText.OneLine(told)}");
    }

    private async Task CancelUploadAsync(HostConnection host, Uri location, CancellationToken cancellation)
    {
        var request = new RegistryRequest { Method = HttpMethod.Delete, Location = location, Scope = TokenScope.Push(PathAt(host)) };
        (await SendAsync(host, request, cancellation)).Dispose();
    }

    private HostConnection PushHost() => _registries.Connect(_registries.Hosts.Own(Name.Domain));
}
