using Berth.Engine.Errors;
using Berth.Engine.Specs;
using Berth.Engine.Users;
using Berth.Linux;

namespace Berth.Engine.Containers.Mounting;

/// <summary>
/// The ID map of a bind with <c>idmap</c> and no more: what the container's user makes in the directory belongs, outside, to whom the
/// directory belongs.
/// </summary>
internal static class BindOwnerMap
{
    /// <param name="mount">The mount; one without a map, or with one that is written out, stays as it is.</param>
    /// <param name="user">Who the container's program runs as.</param>
    /// <param name="isRemapped">The container has a user namespace of its own, whose IDs are others on the host.</param>
    /// <exception cref="UnsupportedException">It has, and the mount is to be mapped as well.</exception>
    public static ContainerMount Complete(ContainerMount mount, ResolvedUser user, bool isRemapped)
    {
        if (mount.IdMap is not null && isRemapped)
        {
            throw new UnsupportedException($"{mount.Destination}: idmap is not supported together with userns-remap");
        }

        if (mount.IdMap is not "")
        {
            return mount;
        }

        using Fd source = Fd.Open(mount.Source, OpenFlags.O_PATH);
        FileStatus status = source.Status();
        return mount with { IdMap = IdMapSpec.Exchange(status.Owner, status.Group, user.Uid, user.Gid).ToText() };
    }
}
