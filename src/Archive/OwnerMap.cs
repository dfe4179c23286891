namespace Berth.Archive;

/// <summary>Owners of files as they are in archives, and as they are on this host where the files are a user namespace's (user_namespaces(7)).</summary>
public sealed class OwnerMap(IReadOnlyList<OwnerRange> users, IReadOnlyList<OwnerRange> groups)
{
    /// <summary>Who has no number in the namespace, and is shown there as this.</summary>
    private const uint Nobody = 65534;

    /// <summary>What an archive says of a file that has these owners on the host.</summary>
    public (uint User, uint Group) FromHost(uint user, uint group) => (Inside(users, user), Inside(groups, group));

    /// <summary>What a file gets on the host that has these owners in an archive.</summary>
    public (uint User, uint Group) ToHost(uint user, uint group) => (Outside(users, user), Outside(groups, group));

    private static uint Inside(IReadOnlyList<OwnerRange> ranges, uint id)
    {
        foreach (OwnerRange range in ranges)
        {
            if (id >= range.Outside && id - range.Outside < range.Count)
            {
                return range.Inside + (id - range.Outside);
            }
        }

        return Nobody;
    }

    // One that has no place becomes the namespace's root's: not anybody's on the host.
    private static uint Outside(IReadOnlyList<OwnerRange> ranges, uint id)
    {
        foreach (OwnerRange range in ranges)
        {
            if (id >= range.Inside && id - range.Inside < range.Count)
            {
                return range.Outside + (id - range.Inside);
            }
        }

        return ranges[0].Outside;
    }
}
