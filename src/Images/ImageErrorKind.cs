namespace Berth.Images;

/// <summary>What kind of failure an <see cref="ImageException"/> is; the API maps each to a status.</summary>
public enum ImageErrorKind
{
    /// <summary>The request, the name or the data sent is wrong.</summary>
    InvalidParameter,

    /// <summary>There is no such image, layer or snapshot.</summary>
    NotFound,

    /// <summary>It cannot be done while something else stands as it does.</summary>
    Conflict,

    /// <summary>The data root has no room left.</summary>
    NoSpace,

    /// <summary>The host or its kernel did not do what was asked.</summary>
    System,
}
