namespace Berth.Registry.Protocol;

/// <summary>Headers of the protocol that HTTP does not know.</summary>
internal static class ProtocolHeaders
{
    /// <summary>Docker's: which version of the API this is.</summary>
    public const string ApiVersion = "Docker-Distribution-Api-Version";

    /// <summary>The digest of what is answered with or was stored.</summary>
    public const string ContentDigest = "Docker-Content-Digest";

    /// <summary>Docker's: an upload's name.</summary>
    public const string UploadId = "Docker-Upload-UUID";

    /// <summary>The subject of a manifest that was stored: the list of referrers has it.</summary>
    public const string Subject = "OCI-Subject";

    /// <summary>Tags that the <c>tag</c> parameters of a push made.</summary>
    public const string Tag = "OCI-Tag";

    /// <summary>By what a list of referrers was filtered.</summary>
    public const string FiltersApplied = "OCI-Filters-Applied";
}
