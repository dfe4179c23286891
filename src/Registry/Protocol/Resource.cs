namespace Berth.Registry.Protocol;

/// <summary>What a path below <c>/v2/</c> names (OCI distribution spec, "Endpoints").</summary>
internal enum Resource
{
    /// <summary><c>/v2/</c>: end-1.</summary>
    Base,

    /// <summary><c>/v2/_catalog</c>: docker's.</summary>
    Catalog,

    /// <summary><c>/v2/NAME/tags/list</c>: end-8.</summary>
    Tags,

    /// <summary><c>/v2/NAME/manifests/TAG-OR-DIGEST</c>: end-3, end-7, end-9.</summary>
    Manifest,

    /// <summary><c>/v2/NAME/blobs/DIGEST</c>: end-2, end-10.</summary>
    Blob,

    /// <summary><c>/v2/NAME/blobs/uploads/</c>: end-4, end-11.</summary>
    Uploads,

    /// <summary><c>/v2/NAME/blobs/uploads/ID</c>: end-5, end-6, end-13, end-14.</summary>
    Upload,

    /// <summary><c>/v2/NAME/referrers/DIGEST</c>: end-12.</summary>
    Referrers,
}
