using System.Globalization;
using System.Numerics;
using Berth.Engine.Errors;
using Berth.Linux;

namespace Berth.Engine.Users;

/// <summary>
/// Turns <c>USER[:GROUP]</c>, names or numbers, into IDs by the image's own databases: what <c>docker run --user</c> takes. A
/// number needs no entry; a name does.
/// </summary>
public static class UserLookup
{
    /// <summary>
    /// IDs above this are refused: beyond it are the values that the kernel and callers use for "none" and "-1".
    /// </summary>
    public const uint MaximumId = int.MaxValue;

    private const string RangeError = "uids and gids must be in range 0-2147483647";

    /// <param name="root">The container's root filesystem.</param>
    /// <param name="user"><c>USER[:GROUP]</c>; empty means root.</param>
    /// <param name="additionalGroups">Names or numbers of <c>--group-add</c>.</param>
    /// <exception cref="InvalidParameterException">A name is unknown, an ID is out of range, or a database is not
    /// usable.</exception>
    public static ResolvedUser Resolve(ConfinedRoot root, string? user, IReadOnlyList<string>? additionalGroups) =>
        Resolve(UserDatabase.Read(root), user, additionalGroups);

    internal static ResolvedUser Resolve(UserDatabase database, string? user, IReadOnlyList<string>? additionalGroups)
    {
        (string userPart, string groupPart) = Split(user ?? "");
        PasswdEntry? entry = FindUser(database.Users, userPart);
        uint uid = entry?.Uid ?? (userPart.Length == 0 ? 0 : Number(userPart))
            ?? throw new InvalidParameterException($"unable to find user {userPart}: no matching entries in passwd file");
        uint gid = groupPart.Length > 0 ? FindGroup(database.Groups, groupPart) : entry?.Gid ?? 0;
        CheckRange(uid);
        CheckRange(gid);

        var groups = new List<uint> { gid };
        if (entry is not null && groupPart.Length == 0)
        {
            groups.AddRange(database.Groups.Entries.Where(g => g.Members.Contains(entry.Name)).Select(g => g.Gid));
        }

        groups.AddRange((additionalGroups ?? []).Select(g => FindGroup(database.Groups, g)));
        groups.ForEach(CheckRange);
        return new ResolvedUser(uid, gid, [.. groups.Distinct()], entry?.Home);
    }

    private static (string User, string Group) Split(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
    }

    /// <summary>A name wins over a number; an empty name is root.</summary>
    private static PasswdEntry? FindUser(PasswdFile users, string text)
    {
        uint? number = text.Length == 0 ? 0 : Number(text);
        return users.Entries.FirstOrDefault(u => text.Length > 0 && u.Name == text)
            ?? users.Entries.FirstOrDefault(u => u.Uid == number);
    }

    private static uint FindGroup(GroupFile groups, string text) =>
        groups.Entries.FirstOrDefault(g => g.Name == text)?.Gid
        ?? Number(text)
        ?? throw new InvalidParameterException($"unable to find group {text}: no matching entries in group file");

    /// <summary>The ID that the text is; null where it is no number.</summary>
    /// <exception cref="InvalidParameterException">It is a number and no ID.</exception>
    private static uint? Number(string text)
    {
        // As many digits as one likes are a number: cut to 64 or 32 bits it could come out as root's (CVE-2024-40635).
        if (!BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number))
        {
            return null;
        }

        return number >= 0 && number <= MaximumId ? (uint)number : throw new InvalidParameterException(RangeError);
    }

    private static void CheckRange(uint id)
    {
        if (id > MaximumId)
        {
            throw new InvalidParameterException(RangeError);
        }
    }
}
