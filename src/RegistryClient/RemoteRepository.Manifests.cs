using System.Net;
using Berth.Oci;
using Berth.RegistryClient.Errors;
using Berth.RegistryClient.Auth;
using Berth.RegistryClient.Transport;

namespace Berth.RegistryClient;

public sealed partial class RemoteRepository
{
    private const int LongestManifest = 4 * 1024 * 1024;

    // Schema 1 last: docker-registry answers with the first that it has.
    private static readonly string s_accept = string.Join(
        ", ",
        MediaTypes.OciIndex,
        MediaTypes.DockerManifestList,
        MediaTypes.OciManifest,
        MediaTypes.DockerManifest,
        "application/vnd.docker.distribution.manifest.v1+prettyjws",
        "application/vnd.docker.distribution.manifest.v1+json",
        "application/json");

    /// <summary>A manifest or an index, by its tag or digest. At most 4 MiB; by digest, the bytes are those of the digest.</summary>
    /// <exception cref="RegistryException">It is not there, may not be read, or is not what its digest says.</exception>
    public Task<RemoteManifest> GetManifestAsync(string tagOrDigest, CancellationToken cancellation)
    {
        Digest? digest = DigestOf(tagOrDigest);
        return AskAsync(
            digest is null ? HostCapabilities.Resolve : HostCapabilities.Pull,
            (host, c) => GetManifestAsync(host, tagOrDigest, digest, c),
            cancellation);
    }

    /// <summary>What a tag or digest means, without reading it; null where there is no such manifest.</summary>
    /// <exception cref="RegistryException">The registry refuses or cannot be reached.</exception>
    public async Task<Descriptor?> HeadManifestAsync(string tagOrDigest, CancellationToken cancellation)
    {
        Digest? digest = DigestOf(tagOrDigest);
        try
        {
            return await AskAsync(
                digest is null ? HostCapabilities.Resolve : HostCapabilities.Pull,
                (host, c) => HeadManifestAsync(host, tagOrDigest, digest, c),
                cancellation);
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.NotFound)
        {
            return null;
        }
    }

    private static Digest? DigestOf(string tagOrDigest)
    {
        if (!tagOrDigest.Contains(':', StringComparison.Ordinal))
        {
            return null;
        }

        Digest digest = Digest.TryParse(tagOrDigest, out Digest parsed) ? parsed : throw new ArgumentException("neither a tag nor a digest", nameof(tagOrDigest));
        CheckAlgorithm(digest);
        return digest;
    }

    /// <summary>The store addresses content by SHA-256 alone, as docker's does.</summary>
    private static void CheckAlgorithm(Digest digest)
    {
        if (digest.Algorithm != "sha256")
        {
            throw new RegistryException(RegistryErrorKind.Refused, $"unsupported digest algorithm {digest.Algorithm}: only sha256 is supported");
        }
    }

    private RegistryRequest ManifestRequest(HostConnection host, HttpMethod method, string tagOrDigest) => new()
    {
        Method = method,
        Path = $"/{PathAt(host)}/manifests/{tagOrDigest}",
        Scope = TokenScope.Pull(PathAt(host)),
        Headers = [new("Accept", s_accept)],
    };

    private async Task<RemoteManifest> GetManifestAsync(HostConnection host, string tagOrDigest, Digest? digest, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await SendAsync(host, ManifestRequest(host, HttpMethod.Get, tagOrDigest), cancellation);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw ManifestError(await ErrorAsync(host, response, cancellation), tagOrDigest);
        }

        byte[] bytes = await BoundedBody.ReadAsync(response, "the manifest", LongestManifest, host.Stall, cancellation);
        Digest actual = DigestOf(bytes, MediaType(response));
        if (digest is { } wanted && wanted != actual)
        {
            throw new RegistryException(
                RegistryErrorKind.InvalidAnswer, $"manifest verification failed for digest {wanted}: {host.Base.Authority} sent {actual}");
        }

        return new RemoteManifest(actual, MediaType(response), bytes);
    }

    // A signed schema 1 is named by what was signed.
    private static Digest DigestOf(byte[] manifest, string mediaType)
    {
        try
        {
            return Digest.Of(MediaTypes.IsSchema1(mediaType) ? SignedPayload.Read(manifest) ?? manifest : manifest);
        }
        catch (FormatException e)
        {
            throw new RegistryException(RegistryErrorKind.InvalidAnswer, e.Message, e);
        }
    }

    private async Task<Descriptor> HeadManifestAsync(HostConnection host, string tagOrDigest, Digest? digest, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await SendAsync(host, ManifestRequest(host, HttpMethod.Head, tagOrDigest), cancellation);
        if (response.StatusCode == HttpStatusCode.OK
            && response.Content.Headers.ContentLength is { } size and > 0 and <= LongestManifest
            && Digest.TryParse(Header(response, "Docker-Content-Digest") ?? digest?.ToString(), out Digest told)
            && (digest ?? told) == told)
        {
            return new Descriptor { MediaType = MediaType(response), Digest = told, Size = size };
        }

        // An answer to HEAD has no body that could say what is wrong, and some registries do not know the method: GET says it all.
        RemoteManifest manifest = await GetManifestAsync(host, tagOrDigest, digest, cancellation);
        return new Descriptor { MediaType = manifest.MediaType, Digest = manifest.Digest, Size = manifest.Bytes.Length };
    }

    private static string MediaType(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType ?? "";

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.First() : null;

    /// <summary>The error with the image that was asked for in front, as docker words it.</summary>
    private RegistryException ManifestError(RegistryException error, string tagOrDigest)
    {
        string reference = tagOrDigest.Contains(':', StringComparison.Ordinal) ? $"{Name.FamiliarName}@{tagOrDigest}" : $"{Name.FamiliarName}:{tagOrDigest}";
        string? context = error.Code switch
        {
            ErrorCodes.ManifestUnknown => $"manifest for {reference} not found",
            ErrorCodes.NameUnknown => $"repository {Name.FamiliarName} not found",
            ErrorCodes.Denied => $"pull access denied for {Name.FamiliarName}, repository does not exist or may require 'docker login'",
            _ => null,
        };
        return context is null ? error : error.With($"{context}: {error.First}");
    }
}
