using System.Text;

namespace Berth.Integration.Registry;

/// <summary>Names of repositories and tags, and paths that are to lead elsewhere.</summary>
internal static class NameRequests
{
    private static readonly string s_long = string.Join('/', Enumerable.Repeat("a", 200));

    public static IEnumerable<HostileRequest> All() => [.. Refused(), .. Traversals(), .. Tags()];

    // What is no name is refused in whatever is asked of it.
    private static IEnumerable<HostileRequest> Refused()
    {
        (string Name, string Path)[] names =
        [
            ("upper-case", "Victim/image"),
            ("leading-separator", "-victim/image"),
            ("trailing-separator", "victim/image-"),
            ("two-dots", "victim/ima..ge"),
            ("three-underscores", "victim/ima___ge"),
            ("dot-segment", "victim/./image"),
            ("parent-segment", "victim/../victim/image"),
            ("parent-encoded", "victim/%2e%2e/victim/image"),
            ("parent-encoded-twice", "victim/%252e%252e/victim/image"),
            ("slash-encoded", "victim%2fimage"),
            ("slash-encoded-parent", "..%2f..%2fvictim/image"),
            ("backslash", "victim%5cimage"),
            ("backslash-plain", "victim\\image"),
            ("double-slash", "victim//image"),
            ("leading-slash", "/victim/image"),
            ("nul", "victim/image%00"),
            ("newline", "victim/image%0d%0aX-Evil:%20yes"),
            ("space", "victim/im%20age"),
            ("quote", "victim/image'--"),
            ("percent-alone", "victim/image%"),
            ("percent-noise", "victim/image%zz"),
            ("unicode", "victim/%C3%AFmage"),
            ("unicode-fullwidth-dots", "victim/%EF%BC%8E%EF%BC%8E/image"),
            ("overlong-dots", "victim/%C0%AE%C0%AE/image"),
            ("long", s_long),
        ];
        foreach (var (name, path) in names)
        {
            yield return new($"name-{name}-push", site => site.Send($"POST /v2/{path}/blobs/uploads/", []), [400, 404], null);
            yield return new($"name-{name}-whole", site => site.Send($"POST /v2/{path}/blobs/uploads/?digest={HostileSite.Digest("x"u8)}", "x"u8.ToArray()), [400, 404], null);
            yield return new($"name-{name}-manifest", site => site.PutManifest(Encoding.UTF8.GetString(site.Manifest), repository: path), [400, 404], null);
            yield return new($"name-{name}-pull", site => site.Send($"GET /v2/{path}/manifests/1", null), [400, 404], null);
        }

        yield return HostileRequest.Of("name-upper-case-code", "POST /v2/Victim/blobs/uploads/", 400, "NAME_INVALID", "Content-Length: 0");
        yield return HostileRequest.Of("name-long-code", $"GET /v2/{s_long}/manifests/1", 400, "NAME_INVALID");
        yield return new("name-100-kb", site => site.Send($"GET /v2/{new string('a', 100_000)}/manifests/1", null), [400, 414, 431], null);
        yield return new("name-empty", site => site.Send("POST /v2/blobs/uploads/", []), [400, 404], null);
        yield return HostileRequest.Of("name-unknown", "GET /v2/no/such/manifests/1", 404, "MANIFEST_UNKNOWN");
        yield return new("name-unknown-tags", site => site.Send("GET /v2/no/such/tags/list", null), [404], "NAME_UNKNOWN");
    }

    private static IEnumerable<HostileRequest> Traversals()
    {
        string[] targets =
        [
            "/v2/../../../../etc/passwd", "/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/v2/..%5c..%5cetc%5cpasswd",
            "/v2/victim/image/blobs/../../../../../etc/passwd", "/v2/victim/image/manifests/..%2f..%2fregistry.db", "/v2/victim/image/blobs/uploads/..%2f..%2fregistry.db",
            "//etc/passwd", "/registry.db", "/data/registry.db", "/static/../../registry.db", "/static/%2e%2e/registry.db",
        ];
        foreach (string target in targets)
        {
            yield return new($"path{target}", site => site.Send($"GET {target}", null), [400, 404], null);
        }
    }

    private static IEnumerable<HostileRequest> Tags()
    {
        (string Name, string Tag)[] tags =
        [
            ("dots", ".."), ("dot-first", ".a"), ("dash-first", "-a"), ("129", new string('a', 129)), ("slash", "a%2fb"), ("nul", "a%00"), ("unicode", "%C3%A9"),
            ("space", "a%20b"), ("quote", "a'--"), ("10-kb", new string('a', 10_000)),
        ];
        foreach (var (name, tag) in tags)
        {
            yield return new($"tag-{name}-push", site => site.PutManifest(Encoding.UTF8.GetString(site.Manifest), tag), [400, 404, 414], null);
            yield return new($"tag-{name}-pull", site => site.Send($"GET /v2/{HostileSite.Repository}/manifests/{tag}", null), [400, 404, 414], null);
        }
    }
}
