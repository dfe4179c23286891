using System.Globalization;
using Berth.Oci;
using Berth.Registry.Access;
using Berth.Registry.Auditing;
using Berth.Registry.Errors;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Berth.Registry.Storage;

namespace Berth.Registry.Protocol;

/// <summary><c>/v2/NAME/blobs/DIGEST</c> (OCI distribution spec, "Pulling blobs", "Deleting Blobs").</summary>
internal sealed class BlobEndpoints(IAuthorizer authorizer, IBlobs blobs, IBlobStorage storage, IAuditLog audit)
{
    public const string MediaType = "application/octet-stream";

    /// <summary>GET and HEAD, a range of it, or that it has not changed.</summary>
    public async Task GetAsync(HttpContext http, Route route)
    {
        await authorizer.DemandAsync(http, route.Name, RepositoryActions.Pull);
        Digest digest = References.ParseDigest(route.Reference);
        if (blobs.Find(route.Name, digest) is not { } blob)
        {
            // A push asks for each of its blobs first: no reason to throw.
            await ErrorMapping.WriteAsync(http, Unknown(digest));
            return;
        }

        if (IsNotModified(http, digest))
        {
            return;
        }

        ByteRange range = TakeRange(http, blob);
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        using IBlobContent content = storage.Open(blob.Key) ?? throw Unknown(digest);
        await content.SendAsync(http.Response, range.Offset, range.Length, http.RequestAborted);
    }

    public async Task DeleteAsync(HttpContext http, Route route)
    {
        Caller caller = await authorizer.DemandAsync(http, route.Name, RepositoryActions.Delete);
        Digest digest = References.ParseDigest(route.Reference);
        if (!await UnlinkAsync(http, route.Name, digest))
        {
            throw Unknown(digest);
        }

        audit.Record(AuditAction.Delete, caller.User, http.Connection.RemoteIpAddress, $"{route.Name}@{digest}", "ok");
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.ContentLength = 0;
    }

    private static RegistryException Unknown(Digest digest) => new(ErrorCode.BlobUnknown, "blob unknown to registry", digest.ToString());

    private static bool IsNotModified(HttpContext http, Digest digest)
    {
        HttpResponse response = http.Response;
        string tag = EntityTag.Of(digest);
        response.Headers.ETag = tag;
        response.Headers[ProtocolHeaders.ContentDigest] = digest.ToString();
        if (http.Request.Headers.IfNoneMatch.Count == 0 || !EntityTag.IsIn(http.Request.Headers.IfNoneMatch, tag))
        {
            return false;
        }

        response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    // Sets the headers of the whole or of a part of it.
    private static ByteRange TakeRange(HttpContext http, BlobRecord blob)
    {
        HttpRequest request = http.Request;
        HttpResponse response = http.Response;
        response.Headers.AcceptRanges = "bytes";
        response.ContentType = MediaType;

        // Whatever somebody pushed, a browser shall not take it for a page of this site.
        response.Headers.XContentTypeOptions = "nosniff";
        bool isRanged = HttpMethods.IsGet(request.Method) && request.Headers.Range.Count == 1
            && (request.Headers.IfRange.Count == 0 || EntityTag.IsIn(request.Headers.IfRange, EntityTag.Of(blob.Key.Digest)));
        switch (ByteRange.Parse(isRanged ? request.Headers.Range[0] : null, blob.Size, out ByteRange range))
        {
            case RangeOutcome.Unsatisfiable:
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{blob.Size}");
                throw new RegistryException(ErrorCode.SizeInvalid, "the blob has no such range", status: StatusCodes.Status416RangeNotSatisfiable);
            case RangeOutcome.Part:
                response.StatusCode = StatusCodes.Status206PartialContent;
                response.Headers.ContentRange = string.Create(
                    CultureInfo.InvariantCulture, $"bytes {range.Offset}-{range.Offset + range.Length - 1}/{blob.Size}");
                break;
        }

        response.ContentLength = range.Length;
        return range;
    }

    // A blob that a manifest needs is not to be deleted (405); what it still allows goes with that.
    private async ValueTask<bool> UnlinkAsync(HttpContext http, RepositoryName name, Digest digest)
    {
        try
        {
            return await blobs.UnlinkAsync(name, digest);
        }
        catch (RegistryException e) when (e.Code == ErrorCode.Unsupported)
        {
            http.Response.Headers.Allow = "GET, HEAD";
            throw;
        }
    }
}
