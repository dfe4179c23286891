namespace Berth.Network;

/// <summary>The classes of failure that a caller answers differently; the engine maps them to its own.</summary>
public enum NetworkErrorKind
{
    /// <summary>The request makes no sense: a bad subnet, an address outside the pool, a range of unequal length.</summary>
    InvalidParameter,

    /// <summary>Something holds what was asked for: a host port, an address, a sandbox of the same container.</summary>
    Conflict,

    /// <summary>Something of that name is there already.</summary>
    Duplicate,

    /// <summary>Understood and refused: networks that every engine has, subnets that overlap, networks in use.</summary>
    Forbidden,

    /// <summary>A network, or a container that has no sandbox here.</summary>
    NotFound,

    /// <summary>Asked for something that is not there yet.</summary>
    NotImplemented,

    /// <summary>Nothing is left to hand out: no address, no free port, no pool.</summary>
    Exhausted,

    /// <summary>The kernel refused.</summary>
    System,
}
