namespace Berth.Registry.Errors;

/// <summary>How an <see cref="ErrorCode"/> is written and which status it has.</summary>
internal static class ErrorCodes
{
    /// <summary>As the error document has it, e.g. <c>BLOB_UNKNOWN</c>.</summary>
    public static string Text(this ErrorCode code) => code switch
    {
        ErrorCode.BlobUnknown => "BLOB_UNKNOWN",
        ErrorCode.BlobUploadInvalid => "BLOB_UPLOAD_INVALID",
        ErrorCode.BlobUploadUnknown => "BLOB_UPLOAD_UNKNOWN",
        ErrorCode.DigestInvalid => "DIGEST_INVALID",
        ErrorCode.ManifestBlobUnknown => "MANIFEST_BLOB_UNKNOWN",
        ErrorCode.ManifestInvalid => "MANIFEST_INVALID",
        ErrorCode.ManifestUnknown => "MANIFEST_UNKNOWN",
        ErrorCode.NameInvalid => "NAME_INVALID",
        ErrorCode.NameUnknown => "NAME_UNKNOWN",
        ErrorCode.SizeInvalid => "SIZE_INVALID",
        ErrorCode.Unauthorized => "UNAUTHORIZED",
        ErrorCode.Denied => "DENIED",
        ErrorCode.Unsupported => "UNSUPPORTED",
        ErrorCode.TooManyRequests => "TOOMANYREQUESTS",
        ErrorCode.TagInvalid => "TAG_INVALID",
        ErrorCode.PaginationNumberInvalid => "PAGINATION_NUMBER_INVALID",
        ErrorCode.Unavailable => "UNAVAILABLE",
        _ => "UNKNOWN",
    };

    /// <summary>The HTTP status that goes with it, where nothing else is said.</summary>
    public static int Status(this ErrorCode code) => code switch
    {
        ErrorCode.BlobUnknown or ErrorCode.BlobUploadUnknown or ErrorCode.ManifestUnknown or ErrorCode.NameUnknown => 404,
        ErrorCode.Unauthorized => 401,
        ErrorCode.Denied => 403,
        ErrorCode.Unsupported => 405,
        ErrorCode.TooManyRequests => 429,
        ErrorCode.Unavailable => 503,
        ErrorCode.Unknown => 500,
        _ => 400,
    };
}
