using System.Globalization;
using System.Text;
using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Execute;

/// <summary>
/// The maps of a user namespace (user_namespaces(7)). Written once: by this process, where it has CAP_SETUID and CAP_SETGID or maps
/// nothing but itself; else by newuidmap(1) and newgidmap(1), which know what of /etc/subuid and /etc/subgid is this user's.
/// </summary>
internal static class IdMapFiles
{
    public static void Write(int pid, IReadOnlyList<LinuxIdMapping> users, IReadOnlyList<LinuxIdMapping> groups)
    {
        bool privileged = OwnIdentity.MaySetIds;
        if (privileged || IsOnly(users, OwnIdentity.User))
        {
            WriteFile(pid, "uid_map", Text(users));
        }
        else
        {
            MappingTool.Run("newuidmap", pid, users);
        }

        if (!privileged && IsOnly(groups, OwnIdentity.Group))
        {
            // Else a user could leave a group that keeps him out of something.
            WriteFile(pid, "setgroups", "deny");
        }

        if (privileged || IsOnly(groups, OwnIdentity.Group))
        {
            WriteFile(pid, "gid_map", Text(groups));
        }
        else
        {
            MappingTool.Run("newgidmap", pid, groups);
        }
    }

    /// <summary>The number that a user of the process's user namespace has here; null when it has none.</summary>
    public static uint? HostUser(int pid, uint user)
    {
        foreach (LinuxIdMapping map in Read(pid, "uid_map"))
        {
            if (user >= map.ContainerId && user - map.ContainerId < map.Size)
            {
                return map.HostId + (user - map.ContainerId);
            }
        }

        return null;
    }

    /// <summary><c>uid_map</c> or <c>gid_map</c> of a process.</summary>
    public static IReadOnlyList<LinuxIdMapping> Read(int pid, string file) =>
        Parse(File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/{file}")));

    internal static IReadOnlyList<LinuxIdMapping> Parse(string text)
    {
        var maps = new List<LinuxIdMapping>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] numbers = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            maps.Add(new LinuxIdMapping { ContainerId = Number(numbers[0]), HostId = Number(numbers[1]), Size = Number(numbers[2]) });
        }

        return maps;
    }

    internal static string Text(IReadOnlyList<LinuxIdMapping> maps)
    {
        var text = new StringBuilder();
        foreach (LinuxIdMapping map in maps)
        {
            text.Append(CultureInfo.InvariantCulture, $"{map.ContainerId} {map.HostId} {map.Size}\n");
        }

        return text.ToString();
    }

    private static uint Number(string text) => uint.Parse(text, CultureInfo.InvariantCulture);

    private static bool IsOnly(IReadOnlyList<LinuxIdMapping> maps, uint own) => maps is [{ Size: 1 } only] && only.HostId == own;

    private static void WriteFile(int pid, string name, string content)
    {
        try
        {
            using Fd file = Fd.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/{name}"), OpenFlags.O_WRONLY);
            file.Write(Encoding.ASCII.GetBytes(content));
        }
        catch (LinuxException e)
        {
            throw new RuntimeException(
                $"{name} of the user namespace: {FailureText.Reason(e.Errno)}: {content.TrimEnd('\n').Replace('\n', ',')}", cause: e);
        }
    }
}
