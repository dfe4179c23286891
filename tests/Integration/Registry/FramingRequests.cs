using System.Text;

namespace Berth.Integration.Registry;

/// <summary>Requests that two readers would cut differently, and heads without end. What is smuggled in them is a delete.</summary>
internal static class FramingRequests
{
    private const string Delete = $"DELETE /v2/{HostileSite.Repository}/manifests/1 HTTP/1.1\r\nHost: x\r\n\r\n";
    private const string Post = $"POST /v2/{HostileSite.Repository}/blobs/uploads/ HTTP/1.1\r\nHost: x\r\n";

    public static IEnumerable<HostileRequest> All() => [.. Lengths(), .. Chunks(), .. Heads(), .. Methods()];

    private static IEnumerable<HostileRequest> Lengths() =>
    [
        // The delete is the body by the length; by the chunks it would be the next request.
        Raw("length-and-chunked", $"{Post}Content-Length: {Delete.Length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Delete}", 202, 400),
        Raw("length-twice", $"{Post}Content-Length: 0\r\nContent-Length: {Delete.Length}\r\n\r\n{Delete}", 400),
        Raw("length-list", $"{Post}Content-Length: 0, {Delete.Length}\r\n\r\n{Delete}", 400),
        // Taken for the number, as many do; the delete is its body then.
        Raw("length-signed", $"{Post}Content-Length: +{Delete.Length}\r\n\r\n{Delete}", 202, 400),
        Raw("length-hexadecimal", $"{Post}Content-Length: 0x10\r\n\r\n{Delete}", 400),
        Raw("length-spaced-name", $"{Post}Content-Length : {Delete.Length}\r\n\r\n{Delete}", 400),
        Raw("encoding-unknown", $"{Post}Transfer-Encoding: xchunked\r\n\r\n{Delete}", 400, 501),
        Raw("encoding-twice", $"{Post}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", 202, 400, 501),
        Raw("encoding-not-last", $"{Post}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", 400, 501),
    ];

    private static IEnumerable<HostileRequest> Chunks()
    {
        (string Name, string Body, bool IsShort)[] bodies =
        [
            ("size-noise", "xyz\r\nabc\r\n0\r\n\r\n", false), ("size-negative", "-5\r\nabcde\r\n0\r\n\r\n", false),
            ("size-overflow", "FFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n", false),
            ("size-int-max", "7FFFFFFF\r\nabc", true), ("without-end-of-line", "5\r\nabcdefgh0\r\n\r\n", false), ("unended", "5\r\nabc", true),
        ];
        foreach (var (name, body, isShort) in bodies)
        {
            yield return new($"chunked-{name}", site =>
            {
                using RawHttp http = site.Connect();
                http.Send(Encoding.ASCII.GetBytes(
                    $"PUT {HostileSite.With(site.Begin(), $"digest={HostileSite.Digest("abc"u8)}")} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{body}"));
                if (isShort)
                {
                    http.EndInput();
                }

                return http.Receive();
            }, isShort ? [0, 400] : [400], null);
        }
    }

    private static IEnumerable<HostileRequest> Heads() =>
    [
        Raw("head-of-1-mb", $"GET /v2/ HTTP/1.1\r\nHost: x\r\nX-Long: {new string('a', 1 << 20)}\r\n\r\n", 400, 431),
        Raw("head-of-10000-lines", $"GET /v2/ HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 10_000).Select(i => $"X-{i}: a\r\n"))}\r\n", 400, 431),
        Raw("head-without-host", "GET /v2/ HTTP/1.1\r\n\r\n", 400),
        Raw("head-two-hosts", "GET /v2/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        Raw("head-host-noise", "GET /v2/ HTTP/1.1\r\nHost: a/b\\c\"<script>\r\n\r\n", 400),
        Raw("head-folded", "GET /v2/ HTTP/1.1\r\nHost: x\r\nX-A: a\r\n b\r\n\r\n", 200, 400),
        Raw("head-nul", "GET /v2/ HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n", 400),
        Raw("head-carriage-return", "GET /v2/ HTTP/1.1\r\nHost: x\r\nX-A: a\rb\r\n\r\n", 400),
        Raw("line-of-1-mb", $"GET /{new string('a', 1 << 20)} HTTP/1.1\r\nHost: x\r\n\r\n", 400, 414),
        Raw("line-noise", "\x01\x02\x03\r\n\r\n", 400),
        Raw("line-http-2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0, 400, 505),
        Raw("line-version-9", "GET /v2/ HTTP/9.9\r\nHost: x\r\n\r\n", 400, 505),
        Raw("line-absolute", "GET http://elsewhere.test/v2/ HTTP/1.1\r\nHost: x\r\n\r\n", 200, 400, 404),
        Raw("line-asterisk", "GET * HTTP/1.1\r\nHost: x\r\n\r\n", 400, 404, 405),
        Raw("line-tls", "\x16\x03\x01\x00\xa5\x01\x00\x00\xa1", 0, 400),
    ];

    private static IEnumerable<HostileRequest> Methods()
    {
        (string Method, string Path)[] methods =
        [
            ("TRACE", "/v2/"), ("CONNECT", "registry.test:443"), ("POST", "/v2/"), ("DELETE", "/v2/_catalog"), ("PATCH", $"/v2/{HostileSite.Repository}/manifests/1"),
            ("PUT", $"/v2/{HostileSite.Repository}/tags/list"), ("POST", $"/v2/{HostileSite.Repository}/manifests/1"), ("delete", $"/v2/{HostileSite.Repository}/manifests/1"),
            ("PROPFIND", "/v2/"), ("GET", $"/v2/{HostileSite.Repository}/blobs/uploads/"),
        ];
        foreach (var (method, path) in methods)
        {
            yield return new($"method-{method}-{path}", site => site.Send($"{method} {path}", method is "POST" or "PUT" or "PATCH" ? [] : null), [400, 404, 405, 501], null);
        }
    }

    private static HostileRequest Raw(string name, string request, params int[] statuses) => new($"framing-{name}", site =>
    {
        using RawHttp http = site.Connect();
        http.Send(Encoding.Latin1.GetBytes(request));
        return http.Receive();
    }, statuses, null);
}
