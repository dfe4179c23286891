namespace Berth.Integration.Registry;

/// <summary>Lists with numbers and marks that are none.</summary>
internal static class ListRequests
{
    private const string Tags = $"/v2/{HostileSite.Repository}/tags/list";

    public static IEnumerable<HostileRequest> All()
    {
        (string Name, string Query, int[] Statuses)[] queries =
        [
            ("n-negative", "n=-1", [400]), ("n-noise", "n=abc", [400]), ("n-overflow", "n=99999999999999999999", [200, 400]), ("n-int-max", "n=2147483647", [200]),
            ("n-zero", "n=0", [200, 400]), ("n-empty", "n=", [200, 400]), ("n-fraction", "n=1.5", [400]), ("n-signed", "n=%2B1", [200, 400]), ("n-twice", "n=1&n=-1", [200, 400]),
            ("last-unknown", "last=zzz", [200]), ("last-nul", "last=%00", [200, 400]), ("last-path", "last=..%2f..%2fetc", [200, 400]), ("last-quote", "last='%20OR%201=1--", [200, 400]),
            ("last-wildcard", "last=%25", [200, 400]), ("last-newline", "n=1&last=a%0d%0aX-Evil:%20yes", [200, 400]), ("last-4-kb", $"last={new string('a', 4000)}", [200, 400, 414]),
            ("last-unicode", "last=%F0%9F%9A%A2", [200, 400]), ("last-broken-unicode", "last=%FF%FE", [200, 400]), ("10000-parameters", string.Join('&', Enumerable.Repeat("n=1", 1500)), [200, 400, 414]),
        ];
        foreach (var (name, query, statuses) in queries)
        {
            yield return new($"tags-{name}", site => Clean(site.Send($"GET {Tags}?{query}", null)), statuses, null);
            yield return new($"catalog-{name}", site => Clean(site.Send($"GET /v2/_catalog?{query}", null)), statuses, null);
        }

        yield return HostileRequest.Of("tags-n-negative-code", $"GET {Tags}?n=-1", 400, "PAGINATION_NUMBER_INVALID");
        yield return new("referrers-artifact-type-noise", site => Clean(site.Send(
            $"GET /v2/{HostileSite.Repository}/referrers/{HostileSite.Digest(site.Manifest)}?artifactType=%00'%20OR%201=1--%0d%0aX-Evil:%20yes", null)), [200, 400], null);
        yield return HostileRequest.Of("search-noise", "GET /v1/search?q=%22%20OR%20NEAR(*&n=100000", 0, null) with { Statuses = [200, 400, 404] };
        yield return HostileRequest.Of("search-100-kb", $"GET /v1/search?q={new string('a', 7000)}", 0, null) with { Statuses = [200, 400, 404, 414] };
        yield return HostileRequest.Of("search-operators", "GET /v1/search?q=name:a%20AND%20(%5E%22%00&page=-1", 0, null) with { Statuses = [200, 400, 404] };
    }

    // A header that came out of a parameter is no answer at all.
    private static RawAnswer Clean(RawAnswer answer) => answer.Header("X-Evil") is null ? answer : answer with { Status = 0 };
}
