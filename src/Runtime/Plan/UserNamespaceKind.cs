namespace Berth.Runtime.Plan;

/// <summary>Where a container's user namespace comes from.</summary>
internal enum UserNamespaceKind
{
    /// <summary>It is the runtime's own.</summary>
    Inherited,
    New,
    Joined,
}
