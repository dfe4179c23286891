using System.Globalization;
using Berth.Linux;
using Berth.Linux.Netlink;
using Berth.Oci.Runtime;
using Berth.Runtime.Execute;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Lifecycle;

/// <summary>
/// <c>berth-runtime namespaces</c>: makes a user namespace with its maps, and a network namespace that it owns, for a daemon that has
/// threads and so cannot: each is mounted on a file, which keeps it.
/// <code>
/// namespaces --uid-map "0 100000 65536" --gid-map "0 100000 65536" --user FILE [--network FILE]
/// namespaces --uid-map "0 100000 65536" --gid-map "0 100000 65536" --join FILE --network FILE
/// </code>
/// The second form makes a network namespace for a user namespace that is there. A map may have several lines, <c>CONTAINER HOST SIZE</c> each, with commas between them.
/// </summary>
public static class UserNamespaceMaker
{
    /// <returns>0.</returns>
    /// <exception cref="RuntimeException">A command line that no daemon of ours writes, or the kernel refused.</exception>
    public static int Run(IReadOnlyList<string> arguments)
    {
        string? users = null, groups = null, userFile = null, networkFile = null, joined = null;
        for (int i = 0; i + 1 < arguments.Count; i += 2)
        {
            string value = arguments[i + 1];
            _ = arguments[i] switch
            {
                "--uid-map" => users = value,
                "--gid-map" => groups = value,
                "--user" => userFile = value,
                "--network" => networkFile = value,
                "--join" => joined = value,
                _ => throw new RuntimeException($"namespaces: unknown argument {arguments[i]}"),
            };
        }

        if (users is null || groups is null || (userFile is null) == (joined is null) || (joined is not null && networkFile is null))
        {
            throw new RuntimeException("namespaces: --uid-map, --gid-map and either --user, or --join with --network, are required");
        }

        InitPlan plan = joined is null
            ? New(Maps(users), Maps(groups), withNetwork: networkFile is not null)
            : Join(Maps(users), Maps(groups), joined);
        Make(plan, userFile, networkFile);
        return 0;
    }

    /// <summary>Lines of <c>CONTAINER HOST SIZE</c>, with commas between them.</summary>
    internal static IReadOnlyList<LinuxIdMapping> Maps(string text)
    {
        try
        {
            return IdMapFiles.Parse(text.Replace(',', '\n'));
        }
        catch (Exception e) when (e is FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw new RuntimeException($"namespaces: '{text}' is no map of IDs", cause: e);
        }
    }

    private static InitPlan New(IReadOnlyList<LinuxIdMapping> users, IReadOnlyList<LinuxIdMapping> groups, bool withNetwork) =>
        new([Operation.AwaitPreparation(0, 0)])
        {
            CloneFlags = Sys.CLONE_NEWUSER | (withNetwork ? Sys.CLONE_NEWNET : 0),
            Preparation = new Preparation { UidMappings = users, GidMappings = groups },
        };

    // Who is in there already must not get hold of the process.
    private static InitPlan Join(IReadOnlyList<LinuxIdMapping> users, IReadOnlyList<LinuxIdMapping> groups, string file) =>
        new(
        [
            Operation.ForbidDumps(), Operation.JoinNamespace(LinuxNamespaceType.User, file, Sys.CLONE_NEWUSER, -1),
            Operation.CloneAgain(Sys.CLONE_NEWNET), Operation.AwaitPreparation(0, 0),
        ])
        {
            Preparation = new Preparation { UidMappings = users, GidMappings = groups, Joined = true },
        };

    private static void Make(InitPlan plan, string? userFile, string? networkFile)
    {
        using ClonedProcess process = ClonedProcess.Start(plan);
        try
        {
            process.WaitUntilPrepared();
            if (userFile is not null)
            {
                Pin(process.Pid, "user", userFile);
            }

            if (networkFile is not null)
            {
                Pin(process.Pid, "net", networkFile);
            }
        }
        finally
        {
            process.End();
        }
    }

    private static void Pin(int pid, string kind, string file)
    {
        using Fd opened = Fd.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/ns/{kind}"), OpenFlags.O_RDONLY);
        NetworkNamespace.Pin(opened, file);
    }
}
