namespace Berth.Registry.Observability;

/// <summary>What a request is about, as the figures and the log tell requests apart.</summary>
internal enum RouteKind
{
    /// <summary>A page, or something else that is not of the protocols.</summary>
    Page,

    /// <summary><c>/v2/</c></summary>
    Base,
    Manifest,
    Blob,
    Upload,
    Tags,
    Referrers,
    Catalog,
    Token,
    Search,
    Health,
    Metrics,
}
