using Berth.Registry.Errors;
using Berth.Registry.Naming;

namespace Berth.Registry.Protocol;

/// <summary>
/// A parsed path. Names have slashes and may contain the words of the protocol (<c>a/blobs/uploads</c>, <c>x/manifests/y</c>), so it is parsed from its
/// end, where the words are unambiguous.
/// </summary>
/// <param name="Name">Empty for <see cref="Resource.Base"/> and <see cref="Resource.Catalog"/>.</param>
/// <param name="Reference">The last segment where it is a variable: a tag, a digest, an upload. Not checked yet.</param>
internal readonly record struct Route(Resource Resource, RepositoryName Name, string Reference)
{
    private const string Prefix = "/v2";

    /// <summary>Whether a request's target, as it was sent, is the protocol's.</summary>
    public static bool IsProtocol(ReadOnlySpan<char> target) =>
        target.StartsWith(Prefix) && (target.Length == Prefix.Length || target[Prefix.Length] is '/' or '?');

    /// <summary>Path and query of a target that begins with scheme and host; another one as it is.</summary>
    public static string OriginForm(string target)
    {
        int host = target.IndexOf("://", StringComparison.Ordinal);
        int path = host < 0 ? -1 : target.IndexOf('/', host + "://".Length);
        return path < 0 ? target : target[path..];
    }

    /// <param name="target">The request's target as it was sent, query included: dot segments are not resolved but refused, as no name has them.</param>
    /// <exception cref="RegistryException">No such resource (404), or a name that cannot be one.</exception>
    public static Route Parse(ReadOnlySpan<char> target)
    {
        int query = target.IndexOf('?');
        ReadOnlySpan<char> path = query < 0 ? target : target[..query];
        if (path.Contains('%'))
        {
            path = PercentEncoding.Decode(path);
        }

        ReadOnlySpan<char> rest = path[Prefix.Length..];
        if (rest is "" or "/")
        {
            return new Route(Resource.Base, default, "");
        }

        rest = rest[1..];
        if (rest is "_catalog")
        {
            return new Route(Resource.Catalog, default, "");
        }

        ReadOnlySpan<char> last = TakeLast(ref rest);
        ReadOnlySpan<char> collection = TakeLast(ref rest);
        return collection switch
        {
            "manifests" => Of(Resource.Manifest, rest, last),
            "referrers" => Of(Resource.Referrers, rest, last),
            "tags" when last is "list" => Of(Resource.Tags, rest, ""),
            "blobs" when last is "uploads" => Of(Resource.Uploads, rest, ""),
            "blobs" => Of(Resource.Blob, rest, last),
            "uploads" when TakeLast(ref rest) is "blobs" => Of(last.IsEmpty ? Resource.Uploads : Resource.Upload, rest, last),
            _ => throw new RegistryException(ErrorCode.Unsupported, "no such resource", status: StatusCodes.Status404NotFound),
        };
    }

    private static Route Of(Resource resource, ReadOnlySpan<char> name, ReadOnlySpan<char> reference) =>
        RepositoryName.TryParse(name, out RepositoryName repository)
            ? new Route(resource, repository, reference.ToString())
            : throw new RegistryException(ErrorCode.NameInvalid, "invalid repository name", name.ToString());

    // The segment after the last slash; the rest loses both.
    private static ReadOnlySpan<char> TakeLast(ref ReadOnlySpan<char> rest)
    {
        int slash = rest.LastIndexOf('/');
        ReadOnlySpan<char> last = rest[(slash + 1)..];
        rest = slash < 0 ? [] : rest[..slash];
        return last;
    }
}
