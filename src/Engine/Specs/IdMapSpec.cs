using System.Globalization;
using Berth.Engine.Errors;
using Berth.Oci.Runtime;

namespace Berth.Engine.Specs;

/// <summary>
/// The map of an ID-mapped bind, in podman's grammar: <c>uids=FILES-SEEN-COUNT#…;gids=FILES-SEEN-COUNT#…</c>: <c>COUNT</c> IDs from
/// <c>FILES</c> on, as the files have them on the host, are seen as those from <c>SEEN</c> on. A half that is left out stays as it is.
/// </summary>
internal sealed record IdMapSpec(IReadOnlyList<LinuxIdMapping> Users, IReadOnlyList<LinuxIdMapping> Groups)
{
    // user_namespaces(7): lines of a map; IDs are 32 bits and the last one is none.
    private const int MostRanges = 340;
    private const uint AllIds = uint.MaxValue;

    /// <exception cref="InvalidParameterException">It is none, or its ranges overlap.</exception>
    public static IdMapSpec Parse(string text)
    {
        List<LinuxIdMapping> users = [];
        List<LinuxIdMapping> groups = [];
        foreach (string half in text.Split(';'))
        {
            int equals = half.IndexOf('=', StringComparison.Ordinal);
            List<LinuxIdMapping> into = (equals < 0 ? half : half[..equals]) switch
            {
                "uids" when users.Count == 0 => users,
                "gids" when groups.Count == 0 => groups,
                _ => throw Invalid(text),
            };
            into.AddRange((equals < 0 ? "" : half[(equals + 1)..]).Split('#').Select(range => Range(range, text)));
            Check(into, text);
        }

        return new IdMapSpec(users.Count == 0 ? Whole : users, groups.Count == 0 ? Whole : groups);
    }

    /// <summary>
    /// The map by which files of one owner are seen as another's, and the other's as the first one's; all others stay. So what the
    /// container's user makes belongs, outside, to whom the directory belongs.
    /// </summary>
    public static IdMapSpec Exchange(uint owner, uint group, uint user, uint userGroup) => new(Exchange(owner, user), Exchange(group, userGroup));

    /// <summary>The text of it, as <see cref="Parse"/> reads it.</summary>
    public string ToText() => $"uids={Text(Users)};gids={Text(Groups)}";

    private static string Text(IEnumerable<LinuxIdMapping> ranges) =>
        string.Join('#', ranges.Select(static r => string.Create(CultureInfo.InvariantCulture, $"{r.ContainerId}-{r.HostId}-{r.Size}")));

    private static LinuxIdMapping[] Whole => [Of(0, 0, AllIds)];

    private static LinuxIdMapping[] Exchange(uint one, uint other)
    {
        (uint low, uint high) = (Math.Min(one, other), Math.Max(one, other));
        LinuxIdMapping[] pieces = low == high
            ? Whole
            :
            [
                Of(0, 0, low), Of(low, high, 1), Of(low + 1, low + 1, high - low - 1), Of(high, low, 1), Of(high + 1, high + 1, AllIds - high - 1),
            ];
        return [.. pieces.Where(static p => p.Size > 0)];
    }

    private static LinuxIdMapping Range(string range, string text)
    {
        string[] numbers = range.Split('-');
        if (numbers.Length != 3
            || !uint.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint files)
            || !uint.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint seen)
            || !uint.TryParse(numbers[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint count)
            || count == 0 || count > AllIds - Math.Max(files, seen))
        {
            throw Invalid(text);
        }

        return Of(files, seen, count);
    }

    private static void Check(List<LinuxIdMapping> ranges, string text)
    {
        if (ranges.Count > MostRanges)
        {
            throw new InvalidParameterException($"invalid idmap: \"{text}\" has more than {MostRanges} ranges");
        }

        for (int i = 0; i < ranges.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (Overlap(ranges[i].ContainerId, ranges[j].ContainerId, ranges[i].Size, ranges[j].Size)
                    || Overlap(ranges[i].HostId, ranges[j].HostId, ranges[i].Size, ranges[j].Size))
                {
                    throw new InvalidParameterException($"invalid idmap: \"{text}\" maps an ID twice");
                }
            }
        }
    }

    private static bool Overlap(uint one, uint other, uint size, uint otherSize) => one < (ulong)other + otherSize && other < (ulong)one + size;

    private static LinuxIdMapping Of(uint files, uint seen, uint count) => new() { ContainerId = files, HostId = seen, Size = count };

    private static InvalidParameterException Invalid(string text) =>
        new($"invalid idmap: \"{text}\" is not of the form uids=FILES-SEEN-COUNT[#...][;gids=FILES-SEEN-COUNT[#...]]");
}
