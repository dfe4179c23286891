namespace Berth.RegistryClient.Errors;

/// <summary>The codes of registries' errors with the message each has when the registry gives none (distribution, docs/spec/api.md, "Errors").</summary>
internal static class ErrorCodes
{
    public const string Unknown = "UNKNOWN";
    public const string Unauthorized = "UNAUTHORIZED";
    public const string Denied = "DENIED";
    public const string TooManyRequests = "TOOMANYREQUESTS";
    public const string ManifestUnknown = "MANIFEST_UNKNOWN";
    public const string NameUnknown = "NAME_UNKNOWN";

    private static readonly Dictionary<string, string> s_messages = new(StringComparer.Ordinal)
    {
        [Unknown] = "unknown error",
        ["UNSUPPORTED"] = "The operation is unsupported.",
        [Unauthorized] = "authentication required",
        [Denied] = "requested access to the resource is denied",
        ["UNAVAILABLE"] = "service unavailable",
        [TooManyRequests] = "too many requests",
        ["DIGEST_INVALID"] = "provided digest did not match uploaded content",
        ["SIZE_INVALID"] = "provided length did not match content length",
        ["NAME_INVALID"] = "invalid repository name",
        ["TAG_INVALID"] = "manifest tag did not match URI",
        [NameUnknown] = "repository name not known to registry",
        [ManifestUnknown] = "manifest unknown",
        ["MANIFEST_INVALID"] = "manifest invalid",
        ["MANIFEST_UNVERIFIED"] = "manifest failed signature verification",
        ["MANIFEST_BLOB_UNKNOWN"] = "blob unknown to registry",
        ["BLOB_UNKNOWN"] = "blob unknown to registry",
        ["BLOB_UPLOAD_UNKNOWN"] = "blob upload unknown to registry",
        ["BLOB_UPLOAD_INVALID"] = "blob upload invalid",
        ["PAGINATION_NUMBER_INVALID"] = "invalid number of results requested",
    };

    public static bool IsKnown(string code) => s_messages.ContainsKey(code);

    public static string Message(string code) => s_messages.GetValueOrDefault(code, "");
}
