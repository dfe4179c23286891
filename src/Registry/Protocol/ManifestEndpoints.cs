using Berth.Oci;
using Berth.Registry.Access;
using Berth.Registry.Auditing;
using Berth.Registry.Errors;
using Berth.Registry.Hosting;
using Berth.Registry.Metadata;
using Berth.Registry.Protocol.Manifests;

namespace Berth.Registry.Protocol;

/// <summary><c>/v2/NAME/manifests/TAG-OR-DIGEST</c> (OCI distribution spec, "Pulling manifests", "Pushing Manifests", "Content Management").</summary>
internal sealed class ManifestEndpoints(
    IAuthorizer authorizer, IRepositories repositories, IManifests manifests, IBlobs blobs, PullCounter pulls, IAuditLog audit, RegistryOptions options)
{
    // Tags that one push may make; the specification asks for ten at least.
    private const int MostTags = 64;

    /// <summary>
    /// GET and HEAD. What is there is answered whatever the client accepts, as the specification demands of an existing manifest (200, "MUST provide the
    /// expected manifest"): nothing is converted, and nobody is told that an image that they asked for is not there.
    /// </summary>
    public async Task GetAsync(HttpContext http, Route route)
    {
        await authorizer.DemandAsync(http, route.Name, RepositoryActions.Pull);
        if (Find(route) is not { } manifest)
        {
            await ErrorMapping.WriteAsync(http, Unknown(route));
            return;
        }

        HttpResponse response = http.Response;
        string tag = EntityTag.Of(manifest.Digest);
        response.Headers.ETag = tag;
        response.Headers[ProtocolHeaders.ContentDigest] = manifest.Digest.ToString();
        if (http.Request.Headers.IfNoneMatch.Count > 0 && EntityTag.IsIn(http.Request.Headers.IfNoneMatch, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (HttpMethods.IsGet(http.Request.Method))
        {
            pulls.Count(route.Name);
        }

        await JsonAnswer.WriteAsync(http, manifest.Content, manifest.MediaType);
    }

    /// <summary>PUT: (1) read, (2) compare the digest, (3) look into it, (4) see that what it names is there, (5) store it with its tags, (6) answer.</summary>
    public async Task PutAsync(HttpContext http, Route route)
    {
        Caller caller = await authorizer.DemandAsync(http, route.Name, RepositoryActions.Pull | RepositoryActions.Push);
        HttpRequest request = http.Request;
        Digest? named = References.IsDigest(route.Reference) ? References.ParseDigest(route.Reference) : null;
        IReadOnlyList<string> parameters = Tags(request);
        IReadOnlyList<string> tags = named is null ? [References.CheckTag(route.Reference), .. parameters] : parameters;

        // 1.
        byte[] content = await BoundedBody.ReadAsync(request, options.LargestManifest, http.RequestAborted);

        // 2.
        Digest digest = ContentDigest.Of(content, named?.Algorithm);
        if (named is not null && named != digest)
        {
            throw new RegistryException(ErrorCode.DigestInvalid, "provided digest did not match uploaded content", route.Reference);
        }

        // 3.
        ManifestDocument document = ManifestReader.Read(content, request.ContentType);

        // 4.
        ManifestReferences found = ManifestReferences.Find(document, route.Name, blobs, manifests);

        // 5.
        await repositories.EnsureAsync(route.Name, options.NewRepositoriesArePublic || caller.IsEveryone);
        var stored = new NewManifest
        {
            Manifest = new ManifestRecord { Digest = digest, MediaType = document.MediaType, Content = content },
            ArtifactType = document.ArtifactType,
            Subject = document.Subject,
            AnnotationsJson = document.AnnotationsJson,
            RequiredBlobs = found.Blobs,
            OptionalBlobs = found.Elsewhere,
            RequiredManifests = found.Manifests,
        };
        await manifests.PutAsync(route.Name, stored, tags, caller.User);

        // 6.
        string tagged = tags.Count == 0 ? "" : ":" + string.Join(',', tags);
        audit.Record(AuditAction.Push, caller.User, http.Connection.RemoteIpAddress, $"{route.Name}{tagged}@{digest}", "ok");
        AnswerCreated(http.Response, route, digest, document.Subject, parameters);
    }

    /// <summary>DELETE: of a tag, just that; of a digest, the manifest and the tags that point at it.</summary>
    public async Task DeleteAsync(HttpContext http, Route route)
    {
        Caller caller = await authorizer.DemandAsync(http, route.Name, RepositoryActions.Delete);
        bool isGone = References.IsDigest(route.Reference)
            ? await manifests.RemoveAsync(route.Name, References.ParseDigest(route.Reference))
            : await manifests.RemoveTagAsync(route.Name, References.CheckTag(route.Reference));
        if (!isGone)
        {
            throw Unknown(route);
        }

        char separator = References.IsDigest(route.Reference) ? '@' : ':';
        audit.Record(AuditAction.Delete, caller.User, http.Connection.RemoteIpAddress, $"{route.Name}{separator}{route.Reference}", "ok");
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.ContentLength = 0;
    }

    private static RegistryException Unknown(Route route) => new(ErrorCode.ManifestUnknown, "manifest unknown to registry", route.Reference);

    private static IReadOnlyList<string> Tags(HttpRequest request)
    {
        IReadOnlyList<string> tags = request.Parameters("tag");
        if (tags.Count > MostTags)
        {
            throw new RegistryException(ErrorCode.TagInvalid, $"a push makes at most {MostTags} tags", status: StatusCodes.Status414UriTooLong);
        }

        foreach (string tag in tags)
        {
            References.CheckTag(tag);
        }

        return tags;
    }

    private static void AnswerCreated(HttpResponse response, Route route, Digest digest, Digest? subject, IReadOnlyList<string> tags)
    {
        response.StatusCode = StatusCodes.Status201Created;
        response.Headers.Location = $"/v2/{route.Name}/manifests/{digest}";
        response.Headers[ProtocolHeaders.ContentDigest] = digest.ToString();
        response.ContentLength = 0;
        if (subject is { } refersTo)
        {
            response.Headers[ProtocolHeaders.Subject] = refersTo.ToString();
        }

        if (tags.Count > 0)
        {
            response.Headers[ProtocolHeaders.Tag] = string.Join(", ", tags);
        }
    }

    private ManifestRecord? Find(Route route) => References.IsDigest(route.Reference)
        ? manifests.Find(route.Name, References.ParseDigest(route.Reference))
        : manifests.Find(route.Name, References.CheckTag(route.Reference));
}
