namespace Berth.Archive;

/// <summary>
/// Which extended attributes an image may bring (xattr(7)). <c>trusted.*</c> is left out: through <c>trusted.overlay.*</c> an image
/// would steer the mount itself. So are security labels of other systems than file capabilities: the host's policy sets those.
/// </summary>
internal static class ArchiveXattrs
{
    public static bool IsAllowed(string name) =>
        (name.StartsWith("user.", StringComparison.Ordinal) && !name.StartsWith("user.overlay.", StringComparison.Ordinal))
        || name is "security.capability" or "system.posix_acl_access" or "system.posix_acl_default";
}
