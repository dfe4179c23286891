using System.Globalization;
using Berth.Engine.Configuration;
using Berth.Oci.Runtime;

namespace Berth.Engine.Users;

/// <summary>Reads what <c>userns-remap</c> names from passwd(5), group(5), subuid(5) and subgid(5).</summary>
internal sealed class SubordinateIds(Func<string, string> readText)
{
    /// <summary>What <c>userns-remap=default</c> stands for.</summary>
    public const string DefaultUser = "dockremap";

    private const string PasswdPath = "/etc/passwd";
    private const string GroupPath = "/etc/group";

    /// <summary>user_namespaces(7): the kernel takes no more lines.</summary>
    private const int MostRanges = 339;

    public static SubordinateIds OfHost { get; } = new(static path => File.Exists(path) ? File.ReadAllText(path) : "");

    /// <param name="option"><c>USER[:GROUP]</c>, names or numbers, or <c>default</c>; empty: no remapping.</param>
    /// <returns>Null where nothing is to be remapped: also for root, as with dockerd.</returns>
    /// <exception cref="ConfigurationException">There is no such user or group, or it has no subordinate IDs.</exception>
    public IdRemap? Load(string option)
    {
        if (option.Length == 0)
        {
            return null;
        }

        string[] parts = option.Split(':');
        if (parts.Length > 2)
        {
            throw new ConfigurationException($"Invalid user/group specification in --userns-remap: \"{option}\"");
        }

        PasswdEntry user = User(parts[0] == "default" ? DefaultUser : parts[0]);
        if (user.Uid == 0)
        {
            return null;
        }

        GroupEntry? group = parts.Length == 2 ? Group(parts[1] == "default" ? DefaultUser : parts[1]) : null;
        string groupName = group?.Name ?? user.Name;
        return new IdRemap(
            $"{user.Name}:{groupName}",
            Ranges("/etc/subuid", "subuid", [user.Name, Text(user.Uid)], $"user \"{user.Name}\""),
            Ranges("/etc/subgid", "subgid", group is null ? [user.Name, Text(user.Uid)] : [group.Name, Text(group.Gid)], $"group \"{groupName}\""));
    }

    /// <summary>Lines of <c>NAME:FIRST:COUNT</c>; those of the owner, lowest first, one after the other from 0 on.</summary>
    internal static IReadOnlyList<LinuxIdMapping> Parse(string text, IReadOnlyCollection<string> owners)
    {
        var ranges = new List<(uint First, uint Count)>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] fields = line.Split(':');
            if (fields.Length == 3 && owners.Contains(fields[0])
                && uint.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint first)
                && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint count)
                && count > 0 && (ulong)first + count <= UserLookup.MaximumId)
            {
                ranges.Add((first, count));
            }
        }

        var maps = new List<LinuxIdMapping>();
        uint next = 0;
        foreach ((uint first, uint count) in ranges.Order().Take(MostRanges))
        {
            maps.Add(new LinuxIdMapping { ContainerId = next, HostId = first, Size = count });
            next += count;
        }

        return maps;
    }

    private IReadOnlyList<LinuxIdMapping> Ranges(string path, string kind, string[] owners, string who)
    {
        IReadOnlyList<LinuxIdMapping> maps = Parse(readText(path), owners);
        return maps.Count > 0 && maps.All(m => m.HostId > 0)
            ? maps
            : throw new ConfigurationException(
                $"Can't create ID mappings: no {kind} ranges found for {who}: give it some in {path}, as {owners[0]}:100000:65536");
    }

    private PasswdEntry User(string text)
    {
        IReadOnlyList<PasswdEntry> users = PasswdFile.Parse(readText(PasswdPath)).Entries;
        bool isNumber = uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint uid);
        return users.FirstOrDefault(u => isNumber ? u.Uid == uid : u.Name == text) ?? throw new ConfigurationException(
            isNumber ? $"Uid {uid} has no entry in /etc/passwd"
            : text == DefaultUser ? $"userns-remap: there is no user {DefaultUser}: make one (useradd --system {DefaultUser}) and give it ranges in /etc/subuid and /etc/subgid"
            : $"Error during uid lookup for \"{text}\": no entry in /etc/passwd");
    }

    private GroupEntry Group(string text)
    {
        IReadOnlyList<GroupEntry> groups = GroupFile.Parse(readText(GroupPath)).Entries;
        bool isNumber = uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint gid);
        return groups.FirstOrDefault(g => isNumber ? g.Gid == gid : g.Name == text) ?? throw new ConfigurationException(
            isNumber ? $"Gid {gid} has no entry in /etc/group" : $"Error during groupname lookup for \"{text}\": no entry in /etc/group");
    }

    private static string Text(uint id) => id.ToString(CultureInfo.InvariantCulture);
}
