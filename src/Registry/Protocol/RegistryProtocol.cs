using Berth.Registry.Access;
using Berth.Registry.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace Berth.Registry.Protocol;

/// <summary>
/// The OCI distribution protocol, 1.1: everything below <c>/v2/</c>. (1) the path is parsed, (2) the resource and the method choose the endpoint,
/// (3) what is thrown becomes an error document.
/// </summary>
internal sealed class RegistryProtocol(
    IAuthorizer authorizer,
    BlobEndpoints blobs,
    UploadEndpoints uploads,
    ManifestEndpoints manifests,
    TagEndpoints tags,
    CatalogEndpoints catalog,
    ReferrerEndpoints referrers,
    ErrorMapping errors)
{
    /// <summary>Answers a request whose target <see cref="Route.IsProtocol"/>.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        http.Response.Headers[ProtocolHeaders.ApiVersion] = "registry/2.0";
        try
        {
            // 1.
            Route route = Route.Parse(Target(http));

            // 2.
            await DispatchAsync(http, route);
        }
        catch (Exception e)
        {
            // 3.
            await errors.AnswerAsync(http, e);
        }
    }

    /// <summary>The target as it was sent; of one that names a host too, as to a proxy, what follows that (RFC 9112, section 3.2.2).</summary>
    public static string Target(HttpContext http)
    {
        string target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return target.StartsWith('/') ? target : Route.OriginForm(target);
    }

    private Task DispatchAsync(HttpContext http, Route route) => (route.Resource, http.Request.Method) switch
    {
        (Resource.Base, "GET" or "HEAD") => BaseAsync(http),
        (Resource.Catalog, "GET" or "HEAD") => catalog.ListAsync(http),
        (Resource.Tags, "GET" or "HEAD") => tags.ListAsync(http, route.Name),
        (Resource.Manifest, "GET" or "HEAD") => manifests.GetAsync(http, route),
        (Resource.Manifest, "PUT") => manifests.PutAsync(http, route),
        (Resource.Manifest, "DELETE") => manifests.DeleteAsync(http, route),
        (Resource.Blob, "GET" or "HEAD") => blobs.GetAsync(http, route),
        (Resource.Blob, "DELETE") => blobs.DeleteAsync(http, route),
        (Resource.Uploads, "POST") => uploads.BeginAsync(http, route.Name),
        (Resource.Upload, "GET" or "HEAD") => uploads.StatusAsync(http, route),
        (Resource.Upload, "PATCH") => uploads.AppendAsync(http, route),
        (Resource.Upload, "PUT") => uploads.CompleteAsync(http, route),
        (Resource.Upload, "DELETE") => uploads.CancelAsync(http, route),
        (Resource.Referrers, "GET" or "HEAD") => referrers.ListAsync(http, route),
        _ => throw MethodNotAllowed(http.Response, route.Resource),
    };

    private static RegistryException MethodNotAllowed(HttpResponse response, Resource resource)
    {
        response.Headers.Allow = resource switch
        {
            Resource.Manifest => "GET, HEAD, PUT, DELETE",
            Resource.Blob => "GET, HEAD, DELETE",
            Resource.Uploads => "POST",
            Resource.Upload => "GET, HEAD, PATCH, PUT, DELETE",
            _ => "GET, HEAD",
        };
        return new RegistryException(ErrorCode.Unsupported, "the operation is unsupported");
    }

    // That there is an answer says that the protocol is spoken here; log-ins are tried on it.
    private async Task BaseAsync(HttpContext http)
    {
        await authorizer.DemandLoginAsync(http, scope: null);
        await JsonAnswer.WriteAsync(http, "{}"u8.ToArray(), JsonAnswer.MediaType);
    }
}
