using System.Globalization;
using System.Text;
using Berth.Archive;
using Berth.Linux;

namespace Berth.Engine.Containers.Files;

/// <summary>The maps of a running container's user namespace: what its processes take for 0 may be anybody here.</summary>
internal static class ContainerOwners
{
    /// <summary>The kernel takes 340 lines of at most 32 characters.</summary>
    private const int MostBytes = 16 << 10;

    /// <param name="process">The directory in /proc of the container's init.</param>
    /// <returns>Null where it is in the host's user namespace.</returns>
    public static OwnerMap? Read(Fd process)
    {
        List<OwnerRange> users = Parse(process, "uid_map"), groups = Parse(process, "gid_map");
        return users.Count == 0 || groups.Count == 0 || users is [{ Inside: 0, Outside: 0, Count: uint.MaxValue }] ? null : new OwnerMap(users, groups);
    }

    private static List<OwnerRange> Parse(Fd process, string name)
    {
        using Fd file = Fd.Open($"{process.ProcPath}/{name}", OpenFlags.O_RDONLY);
        byte[] text = new byte[MostBytes];
        int length = 0, got;
        while (length < text.Length && (got = file.Read(text.AsSpan(length))) > 0)
        {
            length += got;
        }

        var ranges = new List<OwnerRange>();
        foreach (string line in Encoding.ASCII.GetString(text, 0, length).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            uint[] numbers = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => uint.Parse(n, CultureInfo.InvariantCulture))];
            ranges.Add(new OwnerRange(numbers[0], numbers[1], numbers[2]));
        }

        return ranges;
    }
}
