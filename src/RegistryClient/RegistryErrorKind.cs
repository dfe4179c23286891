namespace Berth.RegistryClient;

/// <summary>What kind of failure a <see cref="RegistryException"/> is; the API maps each to a status.</summary>
public enum RegistryErrorKind
{
    /// <summary>The credentials are wrong or missing (401).</summary>
    Unauthorized,

    /// <summary>The user may not do this (403, <c>DENIED</c>).</summary>
    Denied,

    /// <summary>There is no such manifest, blob or repository (404).</summary>
    NotFound,

    /// <summary>Too many requests, still after waiting (429, <c>TOOMANYREQUESTS</c>).</summary>
    RateLimited,

    /// <summary>It cannot be reached, or answers with 5xx, still after trying again.</summary>
    Unavailable,

    /// <summary>What it sent breaks the protocol, a limit or a digest.</summary>
    InvalidAnswer,

    /// <summary>It refuses what was sent (400, <c>MANIFEST_INVALID</c> and the like).</summary>
    Refused,
}
