using System.Globalization;
using System.Text;
using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Execute;

/// <summary>
/// Carries a <see cref="Preparation"/> out: in this order, for a child that waits.
/// <list type="number">
/// <item>The maps of its user namespace.</item>
/// <item>Limits and the OOM score.</item>
/// <item>Its streams get a new owner.</item>
/// <item>Sources of mounts are opened in its mount namespace and sent.</item>
/// </list>
/// </summary>
internal static class ChildPreparation
{
    public static void CarryOut(Preparation preparation, int pid, Fd pidFd, Fd sync)
    {
        // 1.
        if (preparation.Joined)
        {
            RequireSame(preparation.UidMappings, pid, "uid");
            RequireSame(preparation.GidMappings, pid, "gid");
        }
        else if (preparation.UidMappings.Count > 0)
        {
            IdMapFiles.Write(pid, preparation.UidMappings, preparation.GidMappings);
        }

        // 2.
        foreach (Rlimit limit in preparation.Limits)
        {
            RaiseLimit(pid, limit);
        }

        if (preparation.OomScoreAdj is int score)
        {
            WriteScore(pid, score);
        }

        // 3.
        if (preparation.StreamOwner is uint user && IdMapFiles.HostUser(preparation.UsersOf == 0 ? pid : preparation.UsersOf, user) is uint owner)
        {
            GiveStreams(owner);
        }

        // 4.
        if (preparation.Sources.Count > 0)
        {
            SendSources(preparation, pidFd, sync);
        }
    }

    // Maps beside a path say what its maker has been told of it (as CRI runtimes write them): they have to be true.
    private static void RequireSame(IReadOnlyList<LinuxIdMapping> maps, int pid, string kind)
    {
        if (maps.Count > 0 && !maps.SequenceEqual(IdMapFiles.Read(pid, $"{kind}_map")))
        {
            throw new RuntimeException(
                $"invalid configuration: linux.{kind}Mappings: the user namespace that linux.namespaces joins has other ones");
        }
    }

    // The child sets both values later; only raising the hard one needs a power of the host.
    private static unsafe void RaiseLimit(int pid, Rlimit limit)
    {
        Sys.rlimit64 current;
        uint resource = (uint)ResourceLimit.NumberOf(limit.Type);
        int result = Sys.prlimit64(pid, resource, null, &current);
        if (result == 0 && current.rlim_max < limit.Hard)
        {
            current.rlim_max = limit.Hard;
            result = Sys.prlimit64(pid, resource, &current, null);
        }

        if (result < 0)
        {
            throw new RuntimeException(
                $"setrlimit {limit.Type}: {FailureText.Reason((Errno)(-result))}: raising a hard limit needs CAP_SYS_RESOURCE");
        }
    }

    private static void WriteScore(int pid, int score)
    {
        try
        {
            using Fd file = Fd.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/oom_score_adj"), OpenFlags.O_WRONLY);
            file.Write(Encoding.ASCII.GetBytes(score.ToString(CultureInfo.InvariantCulture)));
        }
        catch (LinuxException e)
        {
            throw new RuntimeException($"oom_score_adj: {FailureText.Reason(e.Errno)}", cause: e);
        }
    }

    // Pipes only: files and terminals are the caller's own things.
    private static unsafe void GiveStreams(uint owner)
    {
        for (int stream = 0; stream < 3; stream++)
        {
            Sys.statx_buffer status;
            fixed (byte* nothing = "\0"u8)
            {
                bool pipe = Sys.statx(stream, nothing, Sys.AT_EMPTY_PATH, Sys.STATX_TYPE | Sys.STATX_UID, &status) == 0
                    && (status.stx_mode & Sys.S_IFMT) == Sys.S_IFIFO;
                if (pipe && status.stx_uid != owner)
                {
                    // One that cannot be given away is used as it is.
                    _ = Sys.fchown(stream, owner, uint.MaxValue);
                }
            }
        }
    }

    private static void SendSources(Preparation preparation, Fd pidFd, Fd sync)
    {
        var opened = new List<Fd>();
        using var maps = new IdMapNamespaces(pidFd);
        try
        {
            // Maps are made before the visit: to make one is to clone.
            maps.Make(preparation.Sources);
            using (MountNamespaceVisit.Enter(pidFd))
            {
                foreach (MountSource source in preparation.Sources)
                {
                    opened.Add(MountSourceOpener.Open(source, preparation.Propagation, maps.Of(source)));
                }
            }

            foreach (Fd source in opened)
            {
                UnixSocket.Send(sync, "+"u8, source);
            }
        }
        finally
        {
            foreach (Fd source in opened)
            {
                source.Dispose();
            }
        }
    }
}
