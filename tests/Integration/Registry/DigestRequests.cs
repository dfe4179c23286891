namespace Berth.Integration.Registry;

/// <summary>Digests that are none, or of what is not there, and ranges of blobs.</summary>
internal static class DigestRequests
{
    private static readonly string s_hex = new('0', 64);

    public static IEnumerable<HostileRequest> All() => [.. Malformed(), .. Ranges()];

    private static IEnumerable<HostileRequest> Malformed()
    {
        (string Name, string Digest)[] digests =
        [
            ("short", "sha256:0123"),
            ("long", $"sha256:{s_hex}00"),
            ("upper-case", $"sha256:{new string('A', 64)}"),
            ("no-hex", $"sha256:{new string('g', 64)}"),
            ("unknown-algorithm", $"md5:{new string('0', 32)}"),
            ("made-up-algorithm", "magic:0123456789abcdef"),
            ("sha512-of-64", $"sha512:{s_hex}"),
            ("no-digits", "sha256:"),
            ("no-algorithm", $":{s_hex}"),
            ("no-colon", s_hex),
            ("two-colons", $"sha256::{s_hex}"),
            ("parent", "sha256:..%2f..%2f..%2fregistry.db"),
            ("nul", $"sha256:{s_hex[..63]}%00"),
            ("quote", "sha256:'%20OR%201=1--"),
            ("10-kb", $"sha256:{new string('0', 10_000)}"),
        ];
        foreach (var (name, digest) in digests)
        {
            yield return new($"digest-{name}-blob", site => site.Send($"GET /v2/{HostileSite.Repository}/blobs/{digest}", null), [400, 404, 414], null);
            yield return new($"digest-{name}-head", site => site.Send($"HEAD /v2/{HostileSite.Repository}/blobs/{digest}", null), [400, 404, 414], null);
            yield return new($"digest-{name}-delete", site => site.Send($"DELETE /v2/{HostileSite.Repository}/blobs/{digest}", null), [400, 404, 414], null);
            yield return new($"digest-{name}-referrers", site => site.Send($"GET /v2/{HostileSite.Repository}/referrers/{digest}", null), [400, 404, 414], null);
            yield return new($"digest-{name}-put", site => site.Send($"PUT {HostileSite.With(site.Begin(), $"digest={digest}")}", "x"u8.ToArray()), [400, 414], null);
            yield return new($"digest-{name}-whole", site => site.Send($"POST /v2/{HostileSite.Repository}/blobs/uploads/?digest={digest}", "x"u8.ToArray()), [400, 414], null);
        }

        yield return HostileRequest.Of("digest-unknown-blob", $"GET /v2/{HostileSite.Repository}/blobs/{HostileSite.Nothing}", 404, "BLOB_UNKNOWN");
        yield return HostileRequest.Of("digest-unknown-manifest", $"GET /v2/{HostileSite.Repository}/manifests/{HostileSite.Nothing}", 404, "MANIFEST_UNKNOWN");
        yield return new("digest-blob-as-manifest", site => site.Send($"GET /v2/{HostileSite.Repository}/manifests/{site.BlobDigest}", null), [404], "MANIFEST_UNKNOWN");
        yield return new("digest-manifest-as-blob", site => site.Send($"GET /v2/{HostileSite.Repository}/blobs/{HostileSite.Digest(site.Manifest)}", null), [404], "BLOB_UNKNOWN");
        yield return new("digest-of-another-repository", site => site.Send($"GET /v2/other/image/blobs/{site.BlobDigest}", null), [404], null);
        yield return new("digest-delete-of-another-repository", site => site.Send($"DELETE /v2/other/image/blobs/{site.BlobDigest}", null), [404], null);
        yield return new("digest-delete-of-a-needed-blob", site => site.Send($"DELETE /v2/{HostileSite.Repository}/blobs/{site.BlobDigest}", null), [400, 403, 405, 409], null);
    }

    private static IEnumerable<HostileRequest> Ranges()
    {
        (string Name, string Range, int[] Statuses)[] ranges =
        [
            ("backwards", "bytes=5-2", [200, 400, 416]),
            ("beyond", "bytes=1000-", [416]),
            ("overflow", "bytes=99999999999999999999-", [200, 400, 416]),
            ("overflow-end", "bytes=0-99999999999999999999", [200, 206, 400, 416]),
            ("long-max", "bytes=9223372036854775807-9223372036854775807", [416]),
            ("negative", "bytes=-0", [200, 400, 416]),
            ("suffix-huge", "bytes=-9223372036854775807", [200, 206]),
            ("many", $"bytes={string.Join(',', Enumerable.Range(0, 1000).Select(i => $"{i % 10}-{i % 10}"))}", [200, 206, 400, 416]),
            ("other-unit", "lines=1-2", [200]),
            ("noise", "bytes=abc", [200, 400, 416]),
            ("twice", "bytes=0-1\r\nRange: bytes=2-3", [200, 206, 400, 416]),
        ];
        foreach (var (name, range, statuses) in ranges)
        {
            yield return new($"range-{name}", site => Bounded(site, range), statuses, null);
        }
    }

    // Never more than there is of the blob.
    private static RawAnswer Bounded(HostileSite site, string range)
    {
        RawAnswer answer = site.Send($"GET /v2/{HostileSite.Repository}/blobs/{site.BlobDigest}", null, $"Range: {range}");
        return answer.Status is 200 or 206 && answer.Body.Length > site.Blob.Length ? answer with { Status = 0 } : answer;
    }
}
