namespace Berth.Registry.Errors;

/// <summary>What went wrong, in the words of the OCI distribution spec, "Error Codes", and docker's for what it leaves out.</summary>
internal enum ErrorCode
{
    BlobUnknown,
    BlobUploadInvalid,
    BlobUploadUnknown,
    DigestInvalid,
    ManifestBlobUnknown,
    ManifestInvalid,
    ManifestUnknown,
    NameInvalid,
    NameUnknown,
    SizeInvalid,
    Unauthorized,
    Denied,
    Unsupported,
    TooManyRequests,

    /// <summary>docker: a tag's name is none.</summary>
    TagInvalid,

    /// <summary>docker: <c>n</c> is not a number that may be asked for.</summary>
    PaginationNumberInvalid,

    /// <summary>docker: the disk is full or failed.</summary>
    Unavailable,

    /// <summary>docker: a fault of the registry's own.</summary>
    Unknown,
}
