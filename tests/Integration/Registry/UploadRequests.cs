using System.Text;

namespace Berth.Integration.Registry;

/// <summary>Uploads out of order, of another length than said, of nobody, with another digest.</summary>
internal static class UploadRequests
{
    private const string Base = $"/v2/{HostileSite.Repository}/blobs/uploads/";

    private static readonly byte[] s_ten = "0123456789"u8.ToArray();

    public static IEnumerable<HostileRequest> All() => [.. Digests(), .. Unknown(), .. Ranges(), .. Lengths(), .. Mounts()];

    private static IEnumerable<HostileRequest> Digests() =>
    [
        new("upload-wrong-digest", site => site.Send($"PUT {HostileSite.With(site.Begin(), $"digest={HostileSite.Nothing}")}", s_ten), [400], "DIGEST_INVALID"),
        new("upload-wrong-digest-whole", site => site.Send($"POST {Base}?digest={HostileSite.Nothing}", s_ten), [400], "DIGEST_INVALID"),
        new("upload-wrong-digest-of-an-empty-one", site => site.Send($"PUT {HostileSite.With(site.Begin(), $"digest={HostileSite.Nothing}")}", []), [400], "DIGEST_INVALID"),
        new("upload-without-digest", site => site.Send($"PUT {site.Begin()}", s_ten), [400], "DIGEST_INVALID"),
        new("upload-two-digests", site => site.Send(
            $"PUT {HostileSite.With(site.Begin(), $"digest={HostileSite.Nothing}&digest={HostileSite.Digest(s_ten)}")}", s_ten), [400], "DIGEST_INVALID"),
        new("upload-ended-by-a-wrong-digest", site =>
        {
            string upload = site.Begin();
            site.Send($"PATCH {upload}", s_ten);
            site.Send($"PUT {HostileSite.With(upload, $"digest={HostileSite.Nothing}")}", []);
            return site.Send($"GET /v2/{HostileSite.Repository}/blobs/{HostileSite.Digest(s_ten)}", null);
        }, [404], "BLOB_UNKNOWN"),
    ];

    private static IEnumerable<HostileRequest> Unknown()
    {
        string[] uploads = [Guid.Empty.ToString(), new('0', 32), "x", "..%2f..%2fregistry.db", "%00", "a'--", new('a', 5000)];
        foreach (string upload in uploads)
        {
            string name = upload.Length > 40 ? "long" : upload;

            // The server refuses it before anybody looks at the path.
            int[] statuses = upload == "%00" ? [400] : [404];
            string? code = upload == "%00" ? null : "BLOB_UPLOAD_UNKNOWN";
            yield return new($"upload-unknown-{name}-patch", site => site.Send($"PATCH {Base}{upload}", s_ten), statuses, code);
            yield return new($"upload-unknown-{name}-put", site => site.Send($"PUT {Base}{upload}?digest={HostileSite.Digest(s_ten)}", s_ten), statuses, code);
            yield return new($"upload-unknown-{name}-get", site => site.Send($"GET {Base}{upload}", null), statuses, code);
            yield return new($"upload-unknown-{name}-delete", site => site.Send($"DELETE {Base}{upload}", null), statuses, code);
        }

        yield return new("upload-of-another-repository", site => site.Send(
            $"PUT {HostileSite.With(Elsewhere(site.Begin()), $"digest={HostileSite.Digest(s_ten)}")}", s_ten), [404], "BLOB_UPLOAD_UNKNOWN");
        yield return new("upload-of-another-repository-status", site => site.Send($"GET {Elsewhere(site.Begin())}", null), [404], "BLOB_UPLOAD_UNKNOWN");
        yield return new("upload-cancelled", site =>
        {
            string upload = site.Begin();
            site.Send($"DELETE {upload}", null);
            return site.Send($"PATCH {upload}", s_ten);
        }, [404], "BLOB_UPLOAD_UNKNOWN");
    }

    private static IEnumerable<HostileRequest> Ranges()
    {
        (string Name, string Range, int[] Statuses)[] first =
        [
            ("gap", "5-14", [416]),
            ("backwards", "9-0", [400, 416]),
            ("negative", "-1-8", [400, 416]),
            ("overflow", "0-99999999999999999999", [400, 416]),
            ("long-max", "0-9223372036854775807", [400, 416]),
            ("long-max-both", "9223372036854775807-9223372036854775807", [400, 416]),
            ("length-differs", "0-4", [400, 416]),
            ("noise", "abc", [400, 416]),
            ("empty", "", [400, 416]),
            ("spaces", "0 - 9", [400, 416]),
            ("hexadecimal", "0x0-0x9", [400, 416]),
            ("twice", "0-9\r\nContent-Range: 5-14", [400, 416]),
        ];
        foreach (var (name, range, statuses) in first)
        {
            yield return new($"chunk-{name}", site => site.Send($"PATCH {site.Begin()}", s_ten, $"Content-Range: {range}"), statuses, null);
            yield return new($"chunk-{name}-put", site => site.Send(
                $"PUT {HostileSite.With(site.Begin(), $"digest={HostileSite.Digest(s_ten)}")}", s_ten, $"Content-Range: {range}"), statuses, null);
        }

        yield return new("chunk-again", site => Second(site, "0-9"), [416], null);
        yield return new("chunk-skipped", site => Second(site, "20-29"), [416], null);
        yield return new("chunk-overlaps", site => Second(site, "5-14"), [416], null);
        yield return new("chunk-refused-changes-nothing", site =>
        {
            string upload = site.Begin();
            upload = HostileSite.PathOf(site.Send($"PATCH {upload}", s_ten, "Content-Range: 0-9").Header("Location") ?? upload);
            site.Send($"PATCH {upload}", s_ten, "Content-Range: 20-29");
            RawAnswer status = site.Send($"GET {upload}", null);
            return status.Header("Range") == "0-9" ? status : status with { Status = 0 };
        }, [204], null);
    }

    private static IEnumerable<HostileRequest> Lengths() =>
    [
        new("length-broken-off", site => BrokenOff(site, $"PATCH {site.Begin()}"), [0, 400], null),
        new("length-broken-off-put", site => BrokenOff(site, $"PUT {HostileSite.With(site.Begin(), $"digest={HostileSite.Digest(s_ten)}")}"), [0, 400], null),
        new("length-broken-off-whole", site => BrokenOff(site, $"POST {Base}?digest={HostileSite.Digest(s_ten)}"), [0, 400], null),
        new("length-of-exabytes", site => site.SendBytes(Encoding.ASCII.GetBytes(
            $"PATCH {site.Begin()} HTTP/1.1\r\nHost: x\r\nContent-Length: 9223372036854775807\r\n\r\n0123456789")), [400, 413], null),
        new("length-overflow", site => site.SendBytes(Encoding.ASCII.GetBytes(
            $"PATCH {site.Begin()} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n0123456789")), [400], null),
        new("length-negative", site => site.SendBytes(Encoding.ASCII.GetBytes(
            $"PATCH {site.Begin()} HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n0123456789")), [400], null),
    ];

    private static IEnumerable<HostileRequest> Mounts() =>
    [
        new("mount-malformed", site => site.Send($"POST {Base}?mount=sha256:xyz&from=victim/image", []), [400], "DIGEST_INVALID"),
        new("mount-of-nothing", site => site.Send($"POST /v2/other/image/blobs/uploads/?mount={HostileSite.Nothing}&from=victim/image", []), [202], null),
        new("mount-from-nowhere", site => site.Send($"POST /v2/other/image/blobs/uploads/?mount={site.BlobDigest}&from=no/such", []), [202], null),
        new("mount-from-a-path", site => site.Send($"POST /v2/other/image/blobs/uploads/?mount={site.BlobDigest}&from=..%2f..%2fvictim%2fimage", []), [202, 400], null),
        new("mount-from-upper-case", site => site.Send($"POST /v2/other/image/blobs/uploads/?mount={site.BlobDigest}&from=Victim/Image", []), [202, 400], null),
        new("mount-of-a-manifest", site => site.Send(
            $"POST /v2/other/image/blobs/uploads/?mount={HostileSite.Digest(site.Manifest)}&from=victim/image", []), [202], null),
    ];

    private static string Elsewhere(string upload) => upload.Replace(HostileSite.Repository, "other/image", StringComparison.Ordinal);

    private static RawAnswer Second(HostileSite site, string range)
    {
        string upload = site.Begin();
        RawAnswer first = site.Send($"PATCH {upload}", s_ten, "Content-Range: 0-9");
        return site.Send($"PATCH {HostileSite.PathOf(first.Header("Location") ?? upload)}", s_ten, $"Content-Range: {range}");
    }

    // Says a hundred, sends ten, and ends.
    private static RawAnswer BrokenOff(HostileSite site, string line)
    {
        using RawHttp http = site.Connect();
        http.Send([.. Encoding.ASCII.GetBytes($"{line} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"), .. s_ten]);
        http.EndInput();
        return http.Receive();
    }
}
